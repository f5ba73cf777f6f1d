#ifndef MIEN_CKERNELS_H
#define MIEN_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Loops of the training step that oneDNN has not, or does more slowly. Feature maps are Float32, NHWC: `rows` places
// of `channels` values each. Every function runs on `threads` threads of the OpenMP pool that oneDNN uses as well,
// and gives the same bits for the same number of threads.

/// Mean and variance (divided by `rows`) of each channel. Block-wise with Chan's update, so a large mean loses nothing.
void mien_channel_statistics(int threads, const float *x, size_t rows, size_t channels, float *mean, float *variance);

/// y = activation(x * scale + shift + residual); `residual` may be NULL; ReLU6 where `relu6` is not 0.
void mien_scale_shift(int threads, const float *x, size_t rows, size_t channels, const float *scale, const float *shift,
                      const float *residual, int relu6, float *y);

/// Backward of batch norm with its activation. `g` is `dy` where the output `y` lies inside the activation's slope.
/// Gives the sums of g and of g * (x - mean) of each channel.
void mien_normalization_sums(int threads, const float *x, const float *y, const float *dy, size_t rows, size_t channels,
                             const float *mean, int relu6, float *sum_g, float *sum_gx);

/// dx = a * g + b * x + c, the coefficients being of the channel.
void mien_normalization_gradient(int threads, const float *x, const float *y, const float *dy, size_t rows,
                                 size_t channels, const float *a, const float *b, const float *c, int relu6, float *dx);

/// target = source, or target += source where `accumulate` is not 0.
void mien_accumulate(int threads, const float *source, size_t count, int accumulate, float *target);

/// One step of Adam with decoupled weight decay; `step_size` and `epsilon` carry the bias corrections.
void mien_adam(int threads, float *value, const float *gradient, float *first, float *second, size_t count, float beta1,
               float beta2, float step_size, float second_correction, float epsilon, float decay);

/// average = average * keep + value * (1 - keep).
void mien_moving_average(int threads, float *average, const float *value, size_t count, float keep);

#endif
