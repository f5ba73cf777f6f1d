#ifndef MIEN_CKERNELS_H
#define MIEN_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Loops that oneDNN has not, or does more slowly: those of the training step, and at the end those of pictures. Feature
// maps are Float32, NHWC: `rows` places of `channels` values each. Every function that takes `threads` runs on that many
// threads of the OpenMP pool that oneDNN uses as well, and gives the same bits for the same number of threads.
//
// A training step is bound by memory, not by arithmetic. So a batch norm with its activation is rarely written out:
// what stands in memory is the convolution's output, and whoever reads it applies the batch norm on the way. The same
// holds backwards.

/// What to do with the feature map of a convolution on reading it or its gradient. All zeros: nothing.
typedef struct {
    /// y = x * scale + shift, clipped to 0...6 where `relu6` is not 0; NULL: y = x.
    const float *scale, *shift;
    /// Sums of the gradient are those of g and of g * (x - mean), where g is dy inside the activation's slope.
    const float *mean;
    /// dx = scale * g + slope * x + offset.
    const float *slope, *offset;
    int relu6;
} mien_normalization;

/// Two totals for each channel, gathered piece by piece on several threads.
typedef struct mien_totals mien_totals;
mien_totals *mien_totals_create(int threads, size_t channels);
void mien_totals_free(mien_totals *totals);

/// Takes in `rows` more rows for mean and variance, block by block with Chan's update: a large mean loses nothing.
/// `copy`, if not NULL, becomes a copy of x that is not kept in the cache.
void mien_statistics_add(mien_totals *totals, const float *x, size_t rows, float *copy);

/// Mean and variance (divided by the number of rows) of each channel; the totals are empty again.
void mien_statistics_finish(mien_totals *totals, float *mean, float *variance);

/// Takes in `rows` more rows for the two sums of the gradient behind a batch norm; `copy`, if not NULL, likewise of dy.
void mien_sums_add(mien_totals *totals, const float *x, mien_normalization normalization, const float *dy, size_t rows,
                   float *copy);

/// The two sums; the totals are empty again.
void mien_sums_finish(mien_totals *totals, float *sum_g, float *sum_gx);

/// y = the batch norm of x + residual; `residual` may be NULL.
void mien_normalize(int threads, const float *x, size_t rows, size_t channels, mien_normalization normalization,
                    const float *residual, float *y);

/// dx before the batch norm, of dy behind it.
void mien_normalization_gradient(int threads, const float *x, const float *dy, size_t rows, size_t channels,
                                 mien_normalization normalization, float *dx);

/// A depthwise convolution of 3x3. Zeros stand before the image (`top`, `left`: 0...2) and as far behind it as needed.
typedef struct {
    size_t batch, height, width, channels, out_height, out_width;
    int stride, top, left;  // stride: 1 or 2
    int threads;
    int portable;  // not 0: without the instructions that not every processor has
} mien_depthwise;

/// y = clip(convolution(x behind `before`) + bias, low, high). `weights` are channels x 3 x 3. `bias` may be NULL;
/// `statistics`, if not NULL, takes in y.
void mien_depthwise_forward(const mien_depthwise *shape, const float *x, mien_normalization before,
                            const float *weights, const float *bias, float low, float high, float *y,
                            mien_totals *statistics);

/// Both gradients in one pass, of `dy` behind the batch norm `after` of y: the weights' and that of x behind its batch
/// norm `before`. `dx` may be NULL. `sums`, if not NULL, takes in dx for `before`.
void mien_depthwise_backward(const mien_depthwise *shape, const float *x, mien_normalization before, const float *y,
                             mien_normalization after, const float *dy, const float *weights, float *dweights,
                             float *dx, mien_totals *sums);

/// target = source, or target += source where `accumulate` is not 0.
void mien_accumulate(int threads, const float *source, size_t count, int accumulate, float *target);

/// One step of Adam with decoupled weight decay; `step_size` and `epsilon` carry the bias corrections.
void mien_adam(int threads, float *value, const float *gradient, float *first, float *second, size_t count, float beta1,
               float beta2, float step_size, float second_correction, float epsilon, float decay);

/// average = average * keep + value * (1 - keep).
void mien_moving_average(int threads, float *average, const float *value, size_t count, float keep);

/// Rows of bytes blended into one of floats, each with its weight, and a half added: `taps` rows, `step` bytes apart.
void mien_blend_rows(const uint8_t *source, size_t count, size_t step, const float *weights, size_t taps, float *row);

/// Neighbouring pixels of at most four channels blended into `count` pixels of bytes, cut off to whole numbers: `taps`
/// from `first` on. Behind the row there is room for four more floats.
void mien_blend_pixels(const float *row, size_t channels, const ptrdiff_t *first, const float *weights, size_t taps,
                       size_t count, uint8_t *target);

#endif
