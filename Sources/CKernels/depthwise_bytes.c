#include "CKernels.h"
#include "parallel.h"

// Depthwise 3x3 in bytes. oneDNN 2.6 multiplies one byte at a time here and needs longer for it than for floats; VNNI
// adds four products at once, so the three rows of a column are laid side by side, a channel after the other, with a
// zero as the fourth. A column so arranged serves the three places of the output that it takes part in.

enum { LANES = 32, TAPS = 3 };

#if defined(__x86_64__)
#include <immintrin.h>
#define VNNI __attribute__((target("avx2,fma,avx512f,avx512bw,avx512vl,avx512vnni")))
static int has_vnni(void) {
    return has_avx2() && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512bw");
}
#endif

/// What the loops need of LANES channels, in the order in which the interleaving leaves them.
typedef struct {
    int8_t taps[TAPS][4][LANES];
    float scale[4][LANES / 4], shift[4][LANES / 4];
} block;

struct mien_depthwise_bytes {
    mien_depthwise shape;
    int8_t *weights;
    float *scale, *shift;
    block *blocks;
    uint8_t *zeros;  // a row outside the image
};

typedef struct {
    const mien_depthwise_bytes *layer;
    const uint8_t *x;
    uint8_t *y;
} job;

mien_depthwise_bytes *mien_depthwise_bytes_create(const mien_depthwise *shape, const int8_t *weights,
                                                  const float *scale, const float *shift) {
    size_t channels = shape->channels, count = (channels + LANES - 1) / LANES, floats = channels * sizeof(float);
    mien_depthwise_bytes *layer = malloc(sizeof *layer);
    *layer = (mien_depthwise_bytes){
        .shape = *shape, .weights = malloc(9 * channels), .scale = malloc(floats), .shift = malloc(floats),
        .blocks = aligned_alloc(64, count * sizeof(block)), .zeros = calloc(shape->width * channels + LANES, 1)};
    memcpy(layer->weights, weights, 9 * channels);
    memcpy(layer->scale, scale, floats);
    memcpy(layer->shift, shift, floats);
    memset(layer->blocks, 0, count * sizeof(block));
    for (size_t c = 0; c < channels; c++) {
        size_t i = c % LANES, part = i % 16 / 4, place = i / 16 * 4 + i % 4;
        block *b = layer->blocks + c / LANES;
        for (int kx = 0; kx < TAPS; kx++) {
            int8_t *to = b->taps[kx][part] + 4 * place;
            for (int ky = 0; ky < 3; ky++) to[ky] = weights[c * 9 + (size_t)(3 * ky + kx)];
        }
        b->scale[part][place] = scale[c];
        b->shift[part][place] = shift[c];
    }
    return layer;
}

void mien_depthwise_bytes_free(mien_depthwise_bytes *layer) {
    free(layer->weights);
    free(layer->scale);
    free(layer->shift);
    free(layer->blocks);
    free(layer->zeros);
    free(layer);
}

/// The three rows of the image that row `y` of the output reads.
BODY void rows_of(const job *j, size_t image, size_t y, const uint8_t *rows[3]) {
    const mien_depthwise *s = &j->layer->shape;
    for (int k = 0; k < 3; k++) {
        long row = (long)y * s->stride - s->top + k;
        int is_inside = row >= 0 && row < (long)s->height;
        rows[k] = is_inside ? j->x + (image * s->height + (size_t)row) * s->width * s->channels : j->layer->zeros;
    }
}

static void forward_any(void *data) {
    const job *j = data;
    const mien_depthwise *s = &j->layer->shape;
    range r = share(s->batch * s->out_height, 1);
    for (size_t unit = r.begin; unit < r.end; unit++) {
        const uint8_t *rows[3];
        rows_of(j, unit / s->out_height, unit % s->out_height, rows);
        for (size_t x = 0; x < s->out_width; x++) {
            for (size_t c = 0; c < s->channels; c++) {
                int32_t sum = 0;
                for (int kx = 0; kx < TAPS; kx++) {
                    long column = (long)x * s->stride - s->left + kx;
                    if (column < 0 || column >= (long)s->width) continue;
                    for (int ky = 0; ky < 3; ky++) {
                        sum += rows[ky][(size_t)column * s->channels + c] *
                               j->layer->weights[c * 9 + (size_t)(3 * ky + kx)];
                    }
                }
                float value = __builtin_fmaf((float)sum, j->layer->scale[c], j->layer->shift[c]);
                value = value < 0 ? 0 : value > 255 ? 255 : value;
                j->y[(unit * s->out_width + x) * s->channels + c] = (uint8_t)__builtin_rintf(value);
            }
        }
    }
}

#if defined(__x86_64__)
/// A column of three rows: in each vector eight channels, of each three bytes and a zero.
typedef struct { __m256i part[4]; } column;

VNNI BODY column load(const uint8_t *const rows[3], size_t at, __mmask32 mask) {
    __m256i a = _mm256_maskz_loadu_epi8(mask, rows[0] + at), b = _mm256_maskz_loadu_epi8(mask, rows[1] + at);
    __m256i c = _mm256_maskz_loadu_epi8(mask, rows[2] + at), zero = _mm256_setzero_si256();
    __m256i low = _mm256_unpacklo_epi8(a, b), low_end = _mm256_unpacklo_epi8(c, zero);
    __m256i high = _mm256_unpackhi_epi8(a, b), high_end = _mm256_unpackhi_epi8(c, zero);
    return (column){{_mm256_unpacklo_epi16(low, low_end), _mm256_unpackhi_epi16(low, low_end),
                     _mm256_unpacklo_epi16(high, high_end), _mm256_unpackhi_epi16(high, high_end)}};
}

/// A place of the output from its three columns.
VNNI BODY void place(const block *b, column left, column middle, column right, __mmask32 mask, uint8_t *to) {
    __m256i rounded[4];
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; i++) {
        __m256i sum = _mm256_dpbusd_epi32(_mm256_setzero_si256(), left.part[i], *(const __m256i *)b->taps[0][i]);
        sum = _mm256_dpbusd_epi32(sum, middle.part[i], *(const __m256i *)b->taps[1][i]);
        sum = _mm256_dpbusd_epi32(sum, right.part[i], *(const __m256i *)b->taps[2][i]);
        __m256 scale = *(const __m256 *)b->scale[i], shift = *(const __m256 *)b->shift[i];
        rounded[i] = _mm256_cvtps_epi32(_mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), scale, shift));
    }
    __m256i low = _mm256_packs_epi32(rounded[0], rounded[1]), high = _mm256_packs_epi32(rounded[2], rounded[3]);
    _mm256_mask_storeu_epi8(to, mask, _mm256_packus_epi16(low, high));
}

/// A column of the image, or of the zeros beside it.
VNNI BODY column column_at(const mien_depthwise *s, const uint8_t *const rows[3], long at, __mmask32 mask) {
    if (at >= 0 && at < (long)s->width) return load(rows, (size_t)at * s->channels, mask);
    __m256i zero = _mm256_setzero_si256();
    return (column){{zero, zero, zero, zero}};
}

VNNI BODY void output_row(int stride, const mien_depthwise *s, const uint8_t *const rows[3], const block *b,
                          __mmask32 mask, uint8_t *to) {
    long at = -s->left;
    column left = column_at(s, rows, at++, mask), middle = left;
    if (stride == 1) middle = column_at(s, rows, at++, mask);
    for (size_t x = 0; x < s->out_width; x++) {
        if (stride == 2) middle = column_at(s, rows, at++, mask);
        column right = column_at(s, rows, at++, mask);
        place(b, left, middle, right, mask, to + x * s->channels);
        left = stride == 1 ? middle : right;
        middle = right;
    }
}

VNNI static void forward_vnni(void *data) {
    const job *j = data;
    const mien_depthwise *s = &j->layer->shape;
    range r = share(s->batch * s->out_height, 1);
    for (size_t unit = r.begin; unit < r.end; unit++) {
        const uint8_t *whole[3], *rows[3];
        rows_of(j, unit / s->out_height, unit % s->out_height, whole);
        for (size_t c = 0; c < s->channels; c += LANES) {
            for (int k = 0; k < 3; k++) rows[k] = whole[k] + c;
            size_t rest = s->channels - c;
            __mmask32 mask = rest >= LANES ? 0xffffffffu : (1u << rest) - 1;
            uint8_t *to = j->y + unit * s->out_width * s->channels + c;
            if (s->stride == 1) output_row(1, s, rows, j->layer->blocks + c / LANES, mask, to);
            else output_row(2, s, rows, j->layer->blocks + c / LANES, mask, to);
        }
    }
}
#endif

void mien_depthwise_bytes_forward(const mien_depthwise_bytes *layer, const uint8_t *x, uint8_t *y) {
    job j = {.layer = layer, .x = x, .y = y};
    void (*body)(void *) = forward_any;
#if defined(__x86_64__)
    if (has_vnni() && !layer->shape.portable) body = forward_vnni;
#endif
    GOMP_parallel(body, &j, (unsigned)layer->shape.threads, 0);
}
