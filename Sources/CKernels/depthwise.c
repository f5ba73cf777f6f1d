#include "totals.h"

#include <stdlib.h>

// Depthwise 3x3. Of the image only a few rows are looked at at a time: each is copied once, its batch norm applied on
// the way, into a ring of rows with zeros left and right and channels up to a whole vector, so that the loops over
// the taps know no borders. The rings stay in the cache; main memory sees every feature map once.

enum { VECTOR = 8, RING = 3 };
typedef float vector __attribute__((vector_size(VECTOR * sizeof(float)), aligned(sizeof(float))));
#define UNROLL _Pragma("clang loop unroll(full)")

/// The rows of an image last copied.
typedef struct {
    float *rows[RING];
    float *zeros;  // stands for rows outside the image
    long next;     // rows below this were copied; the last three are here
} ring;

typedef struct {
    const mien_depthwise *shape;
    const float *x, *y, *dy, *bias;
    mien_normalization before, after;
    const float *taps;  // nine rows of `padded` channels
    float low, high;
    float *out;
    double *dtaps;  // the same as `taps` a thread
    mien_totals *totals;
} job;

BODY size_t padded(size_t channels) { return (channels + VECTOR - 1) / VECTOR * VECTOR; }

BODY void ring_start(ring *r, float *memory, size_t floats) {
    for (int i = 0; i < RING; i++) r->rows[i] = memory + (size_t)i * floats;
    r->zeros = memory + RING * floats;
    r->next = 0;
}

/// Row `row`, which must be among the last three copied or outside the image.
BODY const float *ring_row(const ring *r, long row, size_t height) {
    return row < 0 || row >= (long)height ? r->zeros : r->rows[row % RING];
}

static float *zeroed(size_t floats) {
    size_t bytes = (floats * sizeof(float) + 63) / 64 * 64;
    float *memory = aligned_alloc(64, bytes);
    memset(memory, 0, bytes);
    return memory;
}

/// Whether a feature map is better written past the cache.
BODY int is_streamed(size_t count, size_t channels) {
    return count * sizeof(float) > STREAMED_BYTES && channels % VECTOR == 0;
}

/// Puts a batch norm's output into a ring's row.
BODY void copy_normalized(float *row, const float *x, const mien_normalization *n, size_t width, size_t channels,
                          size_t step) {
    const float *restrict scale = n->scale, *restrict shift = n->shift;
    for (size_t i = 0; i < width; i++) {
        const float *restrict from = x + i * channels;
        float *restrict to = row + i * step;
        if (!scale) memcpy(to, from, channels * sizeof(float));
        else if (n->relu6) for (size_t c = 0; c < channels; c++) to[c] = clip6(from[c] * scale[c] + shift[c]);
        else for (size_t c = 0; c < channels; c++) to[c] = from[c] * scale[c] + shift[c];
    }
}

/// Puts the gradient before a batch norm into a ring's row.
BODY void copy_gradient(float *row, const float *y, const float *dy, const mien_normalization *n, size_t width,
                        size_t channels, size_t step) {
    const float *restrict scale = n->scale, *restrict shift = n->shift;
    const float *restrict slope = n->slope, *restrict offset = n->offset;
    for (size_t i = 0; i < width; i++) {
        const float *restrict from = y + i * channels, *restrict d = dy + i * channels;
        float *restrict to = row + i * step;
        if (!scale) {
            memcpy(to, d, channels * sizeof(float));
        } else if (n->relu6) {
            for (size_t c = 0; c < channels; c++) {
                float g = inside(from[c] * scale[c] + shift[c], d[c]);
                to[c] = scale[c] * g + (slope[c] * from[c] + offset[c]);
            }
        } else {
            for (size_t c = 0; c < channels; c++) to[c] = scale[c] * d[c] + (slope[c] * from[c] + offset[c]);
        }
    }
}

BODY void store(float *to, const vector *value, size_t room) {
    if (room >= VECTOR) *(vector *)to = *value;
    else memcpy(to, value, room * sizeof(float));
}

// Forward --------------------------------------------------------------------------------------------------------------

/// `count` neighbouring places of an output row: `rows` point to the first place's upper left tap.
BODY void places(int count, int stride, const float *const rows[3], const float *taps, size_t step, size_t channels,
                 const float *bias, float low, float high, float *out) {
    for (size_t c = 0; c < channels; c += VECTOR) {
        vector sum[4], start = {0}, lowest = start + low, highest = start + high;
        if (bias) memcpy(&start, bias + c, (channels - c < VECTOR ? channels - c : VECTOR) * sizeof(float));
        UNROLL for (int i = 0; i < count; i++) sum[i] = start;
        UNROLL for (int ky = 0; ky < 3; ky++) {
            const float *x = rows[ky] + c, *w = taps + (size_t)(3 * ky) * step + c;
            vector w0 = *(const vector *)w, w1 = *(const vector *)(w + step), w2 = *(const vector *)(w + 2 * step);
            UNROLL for (int i = 0; i < count; i++) {
                const float *p = x + (size_t)(i * stride) * step;
                sum[i] += *(const vector *)p * w0;
                sum[i] += *(const vector *)(p + step) * w1;
                sum[i] += *(const vector *)(p + 2 * step) * w2;
            }
        }
        UNROLL for (int i = 0; i < count; i++) {
            vector v = __builtin_elementwise_min(__builtin_elementwise_max(sum[i], lowest), highest);
            store(out + (size_t)i * channels + c, &v, channels - c);
        }
    }
}

BODY void output_row(int stride, const float *const rows[3], const float *taps, size_t step, size_t channels,
                     size_t width, const float *bias, float low, float high, float *out) {
    size_t x = 0;
    const float *at[3];
    for (; x + 4 <= width; x += 4) {
        for (int k = 0; k < 3; k++) at[k] = rows[k] + x * (size_t)stride * step;
        places(4, stride, at, taps, step, channels, bias, low, high, out + x * channels);
    }
    for (; x + 2 <= width; x += 2) {
        for (int k = 0; k < 3; k++) at[k] = rows[k] + x * (size_t)stride * step;
        places(2, stride, at, taps, step, channels, bias, low, high, out + x * channels);
    }
    if (x < width) {
        for (int k = 0; k < 3; k++) at[k] = rows[k] + x * (size_t)stride * step;
        places(1, stride, at, taps, step, channels, bias, low, high, out + x * channels);
    }
}

BODY void forward(void *data) {
    const job *j = data;
    const mien_depthwise *s = j->shape;
    size_t channels = s->channels, step = padded(channels), stride = (size_t)s->stride;
    size_t columns = (s->out_width - 1) * stride + 3, floats = columns * step;
    size_t width = s->width < columns - (size_t)s->left ? s->width : columns - (size_t)s->left;
    size_t line = s->out_width * channels;
    int streamed = is_streamed(s->batch * s->out_height * line, channels);
    float *memory = zeroed((RING + 1) * floats + (streamed ? line + BLOCK * channels : 0));
    ring in = {0};
    range r = share(s->batch * s->out_height, 1);
    size_t fresh = 0;  // lines whose statistics are not taken yet
    for (size_t unit = r.begin; unit < r.end; unit++) {
        size_t image = unit / s->out_height;
        long y = (long)(unit % s->out_height), first = y * s->stride - s->top;
        if (unit == r.begin || y == 0) {
            ring_start(&in, memory, floats);
            in.next = first > 0 ? first : 0;
        }
        for (; in.next < first + 3 && in.next < (long)s->height; in.next++) {
            copy_normalized(in.rows[in.next % RING] + (size_t)s->left * step,
                            j->x + (image * s->height + (size_t)in.next) * s->width * channels, &j->before, width,
                            channels, step);
        }
        const float *rows[3];
        for (int k = 0; k < 3; k++) rows[k] = ring_row(&in, first + k, s->height);
        float *target = j->out + (unit - fresh) * line;  // of the lines that are fresh
        float *out = (streamed ? memory + (RING + 1) * floats : target) + fresh * line;
        if (s->stride == 1) output_row(1, rows, j->taps, step, channels, s->out_width, j->bias, j->low, j->high, out);
        else output_row(2, rows, j->taps, step, channels, s->out_width, j->bias, j->low, j->high, out);
        fresh++;
        if (fresh * s->out_width < BLOCK && unit + 1 < r.end) continue;
        const float *lines = out + line - fresh * line;
        if (j->totals) statistics_block(j->totals, lines, fresh * s->out_width);
        if (streamed) copy_out(target, lines, fresh * line);
        fresh = 0;
    }
    copied_out();
    free(memory);
}
TWICE(forward)

/// Weights as nine rows of channels, `mirrored` for the gradient of stride 1.
static float *arrange(const mien_depthwise *s, const float *weights, int mirrored) {
    size_t step = padded(s->channels);
    float *taps = zeroed(9 * step);
    for (size_t c = 0; c < s->channels; c++) {
        for (size_t k = 0; k < 9; k++) taps[(mirrored ? 8 - k : k) * step + c] = weights[c * 9 + k];
    }
    return taps;
}

void mien_depthwise_forward(const mien_depthwise *s, const float *x, mien_normalization before, const float *weights,
                            const float *bias, float low, float high, float *y, mien_totals *totals) {
    float *taps = arrange(s, weights, 0);
    job j = {.shape = s, .x = x, .before = before, .taps = taps, .bias = bias, .low = low, .high = high, .out = y,
             .totals = totals};
    forward_run(s->threads, s->portable, &j);
    free(taps);
}

// Backward -------------------------------------------------------------------------------------------------------------

/// Adds a row's share to the nine taps' gradients. Strips of places keep the rows in the nearest cache.
BODY void tap_gradients(int stride, const float *const rows[3], const float *dy, size_t width, size_t step,
                        float *restrict dtaps) {
    size_t strip = 1536 / step < 4 ? 4 : 1536 / step;
    for (size_t begin = 0; begin < width; begin += strip) {
        size_t end = begin + strip < width ? begin + strip : width;
        for (size_t c = 0; c < step; c += VECTOR) {
            vector sum[9];
            UNROLL for (int k = 0; k < 9; k++) sum[k] = *(const vector *)(dtaps + (size_t)k * step + c);
            for (size_t x = begin; x < end; x++) {
                vector d = *(const vector *)(dy + x * step + c);
                UNROLL for (int k = 0; k < 9; k++) {
                    const float *p = rows[k / 3] + (x * (size_t)stride + (size_t)(k % 3)) * step + c;
                    sum[k] += d * *(const vector *)p;
                }
            }
            UNROLL for (int k = 0; k < 9; k++) *(vector *)(dtaps + (size_t)k * step + c) = sum[k];
        }
    }
}

/// A row of the gradient of stride 2. An odd place of the padded image has one tap of dy, an even one two, and of rows
/// likewise: `count` rows of dy, each with its row of taps.
BODY void spread_row(int count, const float *const rows[2], const float *const taps[2], size_t step, size_t channels,
                     size_t width, size_t left, float *out) {
    for (size_t m = left / 2; 2 * m < width + left; m++) {
        int has_even = 2 * m >= left, has_odd = 2 * m + 1 < width + left;
        for (size_t c = 0; c < channels; c += VECTOR) {
            vector even = {0}, odd = {0};
            UNROLL for (int k = 0; k < count; k++) {
                const float *d = rows[k] + m * step + c, *w = taps[k] + c;  // dy's row begins with a zero place
                vector here = *(const vector *)(d + step);
                even += here * *(const vector *)w;
                even += *(const vector *)d * *(const vector *)(w + 2 * step);
                odd += here * *(const vector *)(w + step);
            }
            float *to = out + ((ptrdiff_t)(2 * m) - (ptrdiff_t)left) * (ptrdiff_t)channels + c;
            if (has_even) store(to, &even, channels - c);
            if (has_odd) store(to + channels, &odd, channels - c);
        }
    }
}

BODY void backward(void *data) {
    const job *j = data;
    const mien_depthwise *s = j->shape;
    size_t channels = s->channels, step = padded(channels), stride = (size_t)s->stride;
    size_t columns = (s->out_width - 1) * stride + 3, floats = columns * step;
    size_t width = s->width < columns - (size_t)s->left ? s->width : columns - (size_t)s->left;
    // dy's rows: with zeros as the mirrored convolution wants them, or one before and after for stride 2.
    size_t before_dy = stride == 1 ? 2 - (size_t)s->left : 1;
    size_t dy_columns = (stride == 1 ? s->width + 2 : s->out_width + 2), dy_floats = dy_columns * step;
    size_t line = s->width * channels;
    int streamed = is_streamed(s->batch * s->height * line, channels);
    float *memory = zeroed((RING + 1) * (floats + dy_floats) + 9 * step + (streamed ? line + BLOCK * channels : 0));
    float *dy_memory = memory + (RING + 1) * floats, *row_taps = dy_memory + (RING + 1) * dy_floats;
    float *local = row_taps + 9 * step;
    double *dtaps = j->dtaps + 9 * step * (size_t)omp_get_thread_num();
    long height = (long)s->height, out_height = (long)s->out_height;
    range r = share(s->batch, 1);
    for (size_t image = r.begin; image < r.end; image++) {
        ring in, dy;
        ring_start(&in, memory, floats);
        ring_start(&dy, dy_memory, dy_floats);
        memset(row_taps, 0, 9 * step * sizeof(float));
        const float *x = j->x + image * s->height * s->width * channels;
        size_t at_y = image * s->out_height * s->out_width * channels;
        float *dx = j->out ? j->out + image * s->height * s->width * channels : NULL;
        size_t fresh = 0;  // lines whose sums are not taken yet
        for (long row = 0; row < height; row++) {
            long q = row + s->top, last = q / s->stride;  // the lowest row of dy that this one takes part in
            for (; dy.next <= last && dy.next < out_height; dy.next++) {
                size_t at = at_y + (size_t)dy.next * s->out_width * channels;
                float *to = dy.rows[dy.next % RING] + before_dy * step;
                copy_gradient(to, j->y ? j->y + at : NULL, j->dy + at, &j->after, s->out_width, channels, step);
                long first = dy.next * s->stride - s->top;
                for (; in.next < first + 3 && in.next < height; in.next++) {
                    copy_normalized(in.rows[in.next % RING] + (size_t)s->left * step,
                                    x + (size_t)in.next * s->width * channels, &j->before, width, channels, step);
                }
                const float *rows[3];
                for (int k = 0; k < 3; k++) rows[k] = ring_row(&in, first + k, s->height);
                if (stride == 1) tap_gradients(1, rows, to, s->out_width, step, row_taps);
                else tap_gradients(2, rows, to, s->out_width, step, row_taps);
            }
            if (!dx) continue;
            size_t start = (size_t)row - fresh;
            float *out = (streamed ? local : dx + start * line) + fresh * line;
            if (stride == 1) {
                const float *rows[3];
                for (int k = 0; k < 3; k++) rows[k] = ring_row(&dy, q - 2 + k, s->out_height);
                output_row(1, rows, j->taps, step, channels, s->width, NULL, -__builtin_inff(), __builtin_inff(), out);
            } else if (q % 2 == 0) {
                const float *rows[2] = {ring_row(&dy, q / 2, s->out_height), ring_row(&dy, q / 2 - 1, s->out_height)};
                const float *taps[2] = {j->taps, j->taps + 6 * step};
                spread_row(2, rows, taps, step, channels, s->width, (size_t)s->left, out);
            } else {
                const float *rows[2] = {ring_row(&dy, q / 2, s->out_height), NULL};
                const float *taps[2] = {j->taps + 3 * step, NULL};
                spread_row(1, rows, taps, step, channels, s->width, (size_t)s->left, out);
            }
            fresh++;
            if (fresh * s->width < BLOCK && row + 1 < height) continue;
            const float *lines = out + line - fresh * line;
            if (j->totals) sums_block(j->totals, x + start * line, &j->before, lines, fresh * s->width);
            if (streamed) copy_out(dx + start * line, lines, fresh * line);
            fresh = 0;
        }
        for (size_t k = 0; k < 9 * step; k++) dtaps[k] += (double)row_taps[k];
    }
    copied_out();
    free(memory);
}
TWICE(backward)

void mien_depthwise_backward(const mien_depthwise *s, const float *x, mien_normalization before, const float *y,
                             mien_normalization after, const float *dy, const float *weights, float *dweights,
                             float *dx, mien_totals *totals) {
    size_t step = padded(s->channels);
    float *taps = arrange(s, weights, s->stride == 1);
    double *dtaps = calloc(9 * step * (size_t)s->threads, sizeof(double));
    job j = {.shape = s, .x = x, .before = before, .y = y, .after = after, .dy = dy, .taps = taps, .dtaps = dtaps,
             .out = dx, .totals = totals};
    backward_run(s->threads, s->portable, &j);
    for (size_t c = 0; c < s->channels; c++) {
        for (size_t k = 0; k < 9; k++) {
            double sum = 0;
            for (int t = 0; t < s->threads; t++) sum += dtaps[9 * step * (size_t)t + k * step + c];
            dweights[c * 9 + k] = (float)sum;
        }
    }
    free(dtaps);
    free(taps);
}
