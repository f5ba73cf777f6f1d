#ifndef MIEN_PARALLEL_H
#define MIEN_PARALLEL_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// The OpenMP runtime's own entry points: its pool is shared with oneDNN and no compiler flag is needed.
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);

// Each loop is compiled twice, for AVX2 and for any processor, and chosen at run time; MIEN_PORTABLE_KERNELS=1 in the
// environment chooses the second on every processor, so that it can be tested there.
#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma")))
static inline int has_avx2(void) {
    static int known = -1;
    if (known < 0) {
        const char *portable = getenv("MIEN_PORTABLE_KERNELS");
        int wanted = portable == NULL || strcmp(portable, "1") != 0;
        known = wanted && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    }
    return known;
}
#else
#define AVX2
static inline int has_avx2(void) { return 0; }
#endif
#define BODY static inline __attribute__((always_inline))

/// Makes `name_run(threads, portable, data)` of `name(data)`.
#define TWICE(name)                                                                                     \
    AVX2 static void name##_avx2(void *data) { name(data); }                                            \
    static void name##_any(void *data) { name(data); }                                                  \
    static void name##_run(int threads, int portable, void *data) {                                     \
        GOMP_parallel(has_avx2() && !portable ? name##_avx2 : name##_any, data, (unsigned)threads, 0);   \
    }

typedef struct { size_t begin, end; } range;

/// What of `count` things in groups of `grain` is this thread's. The team may be smaller than was asked for: the
/// runtime has limits of its own (OMP_THREAD_LIMIT), and a thread of a team gets no team.
BODY range share(size_t count, size_t grain) {
    size_t groups = (count + grain - 1) / grain;
    size_t thread = (size_t)omp_get_thread_num(), threads = (size_t)omp_get_num_threads();
    size_t begin = groups * thread / threads * grain, end = groups * (thread + 1) / threads * grain;
    return (range){begin < count ? begin : count, end < count ? end : count};
}

#endif
