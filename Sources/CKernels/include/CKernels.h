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

/// A depthwise convolution of 3x3 in bytes, its weights arranged for the loops. Around the image stand bytes 0.
typedef struct mien_depthwise_bytes mien_depthwise_bytes;

/// `weights` are channels x 3 x 3; `scale` and `shift` have a number a channel. All are copied.
mien_depthwise_bytes *mien_depthwise_bytes_create(const mien_depthwise *shape, const int8_t *weights,
                                                  const float *scale, const float *shift);
void mien_depthwise_bytes_free(mien_depthwise_bytes *layer);

/// y = the sum of the nine products * scale + shift, to the nearest byte. The same bits on every processor.
void mien_depthwise_bytes_forward(const mien_depthwise_bytes *layer, const uint8_t *x, uint8_t *y);

/// y = x · Φ(x), the Gaussian error linear unit as BERT has it (with the error function, not the tanh).
void mien_gelu(int threads, const float *x, size_t count, float *y);

/// dx of dy behind it.
void mien_gelu_gradient(int threads, const float *x, const float *dy, size_t count, float *dx);

/// y = gamma * h + beta, where h (`normalized`) is x + residual brought to mean 0 and variance 1 in each row; `residual`
/// may be NULL. `inverse` gets one number a row, 1 / the deviation.
void mien_layer_norm(int threads, const float *x, const float *residual, size_t rows, size_t channels,
                     const float *gamma, const float *beta, float epsilon, float *normalized, float *inverse, float *y);

/// dx of dy behind it; the residual has the same.
void mien_layer_norm_gradient(int threads, const float *normalized, const float *inverse, const float *dy, size_t rows,
                              size_t channels, const float *gamma, float *dx);

/// Sequences one after another without padding: `count` of them, of rows `offsets[i]` to `offsets[i + 1]`. `places[i]` is
/// the sum of the squared lengths of those before. A row has `heads` times `size` values.
typedef struct {
    const int32_t *offsets, *places;
    size_t count, heads, size;
} mien_sequences;

/// Scaled dot-product attention of each sequence to itself; `shares` gets heads x length x length values a sequence.
void mien_attention(int threads, mien_sequences sequences, const float *q, const float *k, const float *v, float *shares,
                    float *out);

/// dq, dk and dv, written, of `dout` behind it.
void mien_attention_gradient(int threads, mien_sequences sequences, const float *q, const float *k, const float *v,
                             const float *shares, const float *out, const float *dout, float *dq, float *dk, float *dv);

/// target = source, or target += source where `accumulate` is not 0.
void mien_accumulate(int threads, const float *source, size_t count, int accumulate, float *target);

/// One step of Adam with decoupled weight decay; `step_size` and `epsilon` carry the bias corrections.
void mien_adam(int threads, float *value, const float *gradient, float *first, float *second, size_t count, float beta1,
               float beta2, float step_size, float second_correction, float epsilon, float decay);

/// average = average * keep + value * (1 - keep).
void mien_moving_average(int threads, float *average, const float *value, size_t count, float keep);

/// Each row of x becomes gamma * (row - mean) / sqrt(variance + epsilon) + beta.
void mien_layer_norm_rows(int threads, float *x, size_t rows, size_t columns, const float *gamma, const float *beta,
                          float epsilon);

/// Each x becomes x times the share of the normal distribution below x (GELU with the error function, not with tanh).
void mien_gelu_rows(int threads, float *x, size_t count);

/// Each row of x becomes positive and sums to 1.
void mien_softmax_rows(int threads, float *x, size_t rows, size_t columns);

/// out = the product of each row of bytes with the query, times the row's scale. A sum must fit 32 bits.
void mien_byte_products(const int8_t *matrix, size_t rows, size_t columns, const int16_t *query, const float *scales,
                        float *out);

/// The product of a row of finite Float16 with the query.
float mien_half_product(const uint16_t *row, const float *query, size_t columns);

/// Rows of bytes blended into one of floats, each with its weight, and a half added: `taps` rows, `step` bytes apart.
void mien_blend_rows(const uint8_t *source, size_t count, size_t step, const float *weights, size_t taps, float *row);

/// Neighbouring pixels of at most four channels blended into `count` pixels of bytes, cut off to whole numbers: `taps`
/// from `first` on. Behind the row there is room for four more floats.
void mien_blend_pixels(const float *row, size_t channels, const ptrdiff_t *first, const float *weights, size_t taps,
                       size_t count, uint8_t *target);

/// Hands memory that was freed back to the system, where the C library kept it.
void mien_return_memory(void);

#endif
