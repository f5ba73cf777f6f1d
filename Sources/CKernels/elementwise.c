#include "CKernels.h"
#include "parallel.h"

#include <string.h>

enum { GRAIN = 1024 };

typedef struct {
    size_t count;
    float *value, *first, *second;
    const float *gradient;
    float beta1, beta2, step_size, second_correction, epsilon, decay;
    int add;
} job;

BODY void accumulate(void *data) {
    const job *j = data;
    range r = share(j->count, GRAIN);
    const float *restrict x = j->gradient;
    float *restrict y = j->value;
    if (j->add) for (size_t i = r.begin; i < r.end; i++) y[i] += x[i];
    else memcpy(y + r.begin, x + r.begin, (r.end - r.begin) * sizeof(float));
}
TWICE(accumulate)

void mien_accumulate(int threads, const float *source, size_t count, int add, float *target) {
    job j = {.count = count, .gradient = source, .add = add, .value = target};
    accumulate_run(threads, 0, &j);
}

BODY void adam(void *data) {
    const job *j = data;
    range r = share(j->count, GRAIN);
    float *restrict w = j->value, *restrict m = j->first, *restrict v = j->second;
    const float *restrict g = j->gradient;
    for (size_t i = r.begin; i < r.end; i++) {
        m[i] = j->beta1 * m[i] + (1 - j->beta1) * g[i];
        v[i] = j->beta2 * v[i] + (1 - j->beta2) * g[i] * g[i];
        w[i] = w[i] * j->decay - j->step_size * m[i] / (__builtin_elementwise_sqrt(v[i]) * j->second_correction + j->epsilon);
    }
}
TWICE(adam)

void mien_adam(int threads, float *value, const float *gradient, float *first, float *second, size_t count, float beta1,
               float beta2, float step_size, float second_correction, float epsilon, float decay) {
    job j = {count, value, first, second, gradient, beta1, beta2, step_size, second_correction, epsilon, decay, 0};
    adam_run(threads, 0, &j);
}

BODY void moving_average(void *data) {
    const job *j = data;
    range r = share(j->count, GRAIN);
    float *restrict average = j->first;
    const float *restrict value = j->gradient;
    for (size_t i = r.begin; i < r.end; i++) average[i] = average[i] * j->beta1 + value[i] * (1 - j->beta1);
}
TWICE(moving_average)

void mien_moving_average(int threads, float *average, const float *value, size_t count, float keep) {
    job j = {.count = count, .first = average, .gradient = value, .beta1 = keep};
    moving_average_run(threads, 0, &j);
}
