#ifndef MIEN_TOTALS_H
#define MIEN_TOTALS_H

#include "CKernels.h"
#include "parallel.h"

#include <string.h>

enum { BLOCK = 64 };  // rows of a block: small enough that a second pass over it stays in the cache

struct mien_totals {
    int threads;
    size_t channels;
    size_t *seen;    // rows, of each thread
    double *totals;  // two arrays of `channels` a thread
    float *work;     // the same, for a block
};

/// Feature maps of more bytes than this have left the cache when they are next read.
enum { STREAMED_BYTES = 4 << 20 };

/// Copies past the cache: memory that is only written need not be read first, and what is in the cache stays there.
BODY void copy_out(float *to, const float *from, size_t count) {
    typedef float chunk __attribute__((vector_size(32)));
    if (((uintptr_t)to | (uintptr_t)from) % sizeof(chunk) || count % 8) {
        memcpy(to, from, count * sizeof(float));
        return;
    }
    for (size_t i = 0; i < count; i += 8) __builtin_nontemporal_store(*(const chunk *)(from + i), (chunk *)(to + i));
}

/// To be called by a thread that has copied so, before others read.
BODY void copied_out(void) {
#if defined(__x86_64__)
    __builtin_ia32_sfence();
#endif
}

BODY float clip6(float v) {
    v = v > 0 ? v : 0;
    return v < 6 ? v : 6;
}

/// dy inside the activation's slope, 0 outside.
BODY float inside(float y, float g) { return ((y > 0) & (y < 6)) ? g : 0; }

/// Takes a block of rows into this thread's mean and sum of squared deviations.
BODY void statistics_block(mien_totals *t, const float *block, size_t count) {
    size_t channels = t->channels, thread = (size_t)omp_get_thread_num();
    double *restrict mean = t->totals + 2 * channels * thread, *restrict squares = mean + channels;
    float *restrict sum = t->work + 2 * channels * thread, *restrict square = sum + channels;
    memset(sum, 0, 2 * channels * sizeof(float));
    for (size_t row = 0; row < count; row++) {
        const float *restrict x = block + row * channels;
        for (size_t c = 0; c < channels; c++) sum[c] += x[c];
    }
    float share_of_one = 1.0f / (float)count;
    for (size_t c = 0; c < channels; c++) sum[c] *= share_of_one;
    for (size_t row = 0; row < count; row++) {
        const float *restrict x = block + row * channels;
        for (size_t c = 0; c < channels; c++) {
            float d = x[c] - sum[c];
            square[c] += d * d;
        }
    }
    size_t seen = t->seen[thread];
    double weight = (double)count / (double)(seen + count), both = (double)seen * weight;
    for (size_t c = 0; c < channels; c++) {
        double d = (double)sum[c] - mean[c];
        mean[c] += d * weight;
        squares[c] += (double)square[c] + d * d * both;
    }
    t->seen[thread] = seen + count;
}

/// Takes a block of rows into this thread's sums of g and g * (x - mean).
BODY void sums_block(mien_totals *t, const float *xs, const mien_normalization *n, const float *dys, size_t count) {
    size_t channels = t->channels, thread = (size_t)omp_get_thread_num();
    double *restrict total = t->totals + 2 * channels * thread, *restrict total_x = total + channels;
    float *restrict g = t->work + 2 * channels * thread, *restrict gx = g + channels;
    const float *restrict mean = n->mean, *restrict scale = n->scale, *restrict shift = n->shift;
    memset(g, 0, 2 * channels * sizeof(float));
    for (size_t row = 0; row < count; row++) {
        const float *restrict x = xs + row * channels, *restrict d = dys + row * channels;
        if (n->relu6) {
            for (size_t c = 0; c < channels; c++) {
                float v = inside(x[c] * scale[c] + shift[c], d[c]);
                g[c] += v;
                gx[c] += v * (x[c] - mean[c]);
            }
        } else {
            for (size_t c = 0; c < channels; c++) {
                g[c] += d[c];
                gx[c] += d[c] * (x[c] - mean[c]);
            }
        }
    }
    for (size_t c = 0; c < channels; c++) {
        total[c] += (double)g[c];
        total_x[c] += (double)gx[c];
    }
}

#endif
