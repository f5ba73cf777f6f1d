#include "totals.h"

#include <stdlib.h>

typedef struct {
    size_t rows, channels;
    const float *x, *dy, *residual;
    mien_normalization n;
    mien_totals *totals;
    float *out;
} job;

mien_totals *mien_totals_create(int threads, size_t channels) {
    mien_totals *t = malloc(sizeof *t);
    t->threads = threads;
    t->channels = channels;
    t->seen = calloc((size_t)threads, sizeof(size_t));
    t->totals = calloc(2 * channels * (size_t)threads, sizeof(double));
    t->work = calloc(2 * channels * (size_t)threads, sizeof(float));
    return t;
}

void mien_totals_free(mien_totals *t) {
    free(t->seen);
    free(t->totals);
    free(t->work);
    free(t);
}

static void empty(mien_totals *t) {
    memset(t->seen, 0, (size_t)t->threads * sizeof(size_t));
    memset(t->totals, 0, 2 * t->channels * (size_t)t->threads * sizeof(double));
}

BODY void statistics(void *data) {
    const job *j = data;
    range r = share(j->rows, BLOCK);
    for (size_t row = r.begin; row < r.end; row += BLOCK) {
        size_t count = r.end - row < BLOCK ? r.end - row : BLOCK;
        statistics_block(j->totals, j->x + row * j->channels, count);
        if (j->out) copy_out(j->out + row * j->channels, j->x + row * j->channels, count * j->channels);
    }
    copied_out();
}
TWICE(statistics)

void mien_statistics_add(mien_totals *t, const float *x, size_t rows, float *copy) {
    job j = {.rows = rows, .channels = t->channels, .x = x, .totals = t, .out = copy};
    statistics_run(t->threads, 0, &j);
}

void mien_statistics_finish(mien_totals *t, float *mean, float *variance) {
    for (size_t c = 0; c < t->channels; c++) {
        double m = 0, s = 0, seen = 0;
        for (int thread = 0; thread < t->threads; thread++) {
            double count = (double)t->seen[thread];
            if (count == 0) continue;
            const double *part = t->totals + 2 * t->channels * (size_t)thread;
            double d = part[c] - m;
            m += d * count / (seen + count);
            s += part[t->channels + c] + d * d * seen * count / (seen + count);
            seen += count;
        }
        mean[c] = (float)m;
        variance[c] = (float)(s / seen);
    }
    empty(t);
}

BODY void sums(void *data) {
    const job *j = data;
    range r = share(j->rows, BLOCK);
    for (size_t row = r.begin; row < r.end; row += BLOCK) {
        size_t count = r.end - row < BLOCK ? r.end - row : BLOCK;
        sums_block(j->totals, j->x + row * j->channels, &j->n, j->dy + row * j->channels, count);
        if (j->out) copy_out(j->out + row * j->channels, j->dy + row * j->channels, count * j->channels);
    }
    copied_out();
}
TWICE(sums)

void mien_sums_add(mien_totals *t, const float *x, mien_normalization n, const float *dy, size_t rows, float *copy) {
    job j = {.rows = rows, .channels = t->channels, .x = x, .dy = dy, .n = n, .totals = t,
             .out = copy};
    sums_run(t->threads, 0, &j);
}

void mien_sums_finish(mien_totals *t, float *sum_g, float *sum_gx) {
    for (size_t c = 0; c < t->channels; c++) {
        double g = 0, gx = 0;
        for (int thread = 0; thread < t->threads; thread++) {
            g += t->totals[2 * t->channels * (size_t)thread + c];
            gx += t->totals[2 * t->channels * (size_t)thread + t->channels + c];
        }
        sum_g[c] = (float)g;
        sum_gx[c] = (float)gx;
    }
    empty(t);
}

BODY void normalize(void *data) {
    const job *j = data;
    size_t channels = j->channels;
    range r = share(j->rows, BLOCK);
    const float *restrict a = j->n.scale, *restrict b = j->n.shift;
    for (size_t row = r.begin; row < r.end; row++) {
        const float *restrict x = j->x + row * channels;
        float *restrict y = j->out + row * channels;
        if (j->residual) {
            const float *restrict s = j->residual + row * channels;
            if (j->n.relu6) for (size_t c = 0; c < channels; c++) y[c] = clip6(x[c] * a[c] + b[c] + s[c]);
            else for (size_t c = 0; c < channels; c++) y[c] = x[c] * a[c] + b[c] + s[c];
        } else if (j->n.relu6) {
            for (size_t c = 0; c < channels; c++) y[c] = clip6(x[c] * a[c] + b[c]);
        } else {
            for (size_t c = 0; c < channels; c++) y[c] = x[c] * a[c] + b[c];
        }
    }
}
TWICE(normalize)

void mien_normalize(int threads, const float *x, size_t rows, size_t channels, mien_normalization n,
                    const float *residual, float *y) {
    job j = {.rows = rows, .channels = channels, .x = x, .n = n, .residual = residual, .out = y};
    normalize_run(threads, 0, &j);
}

BODY void gradient(void *data) {
    const job *j = data;
    size_t channels = j->channels;
    range r = share(j->rows, BLOCK);
    const float *restrict scale = j->n.scale, *restrict shift = j->n.shift;
    const float *restrict slope = j->n.slope, *restrict offset = j->n.offset;
    for (size_t row = r.begin; row < r.end; row++) {
        const float *restrict x = j->x + row * channels, *restrict d = j->dy + row * channels;
        float *restrict out = j->out + row * channels;
        if (j->n.relu6) {
            for (size_t c = 0; c < channels; c++) {
                float g = inside(x[c] * scale[c] + shift[c], d[c]);
                out[c] = scale[c] * g + (slope[c] * x[c] + offset[c]);
            }
        } else {
            for (size_t c = 0; c < channels; c++) out[c] = scale[c] * d[c] + (slope[c] * x[c] + offset[c]);
        }
    }
}
TWICE(gradient)

void mien_normalization_gradient(int threads, const float *x, const float *dy, size_t rows, size_t channels,
                                 mien_normalization n, float *dx) {
    job j = {.rows = rows, .channels = channels, .x = x, .dy = dy, .n = n, .out = dx};
    gradient_run(threads, 0, &j);
}
