/* What the pages of one process share; see pages.c. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <time.h>

enum { OFF, CONNECTING, SHAKING, GREETING, IN };

typedef struct {
    int fd, state, size;
    char *rest; /* a frame that is not whole yet */
    const char *token;
    long epoch, seq; /* of the last reliable event */
} Page;

extern Page *pages;
extern int count, tight, epoll, in_flight, welcome, bare;
extern const char *slug;
extern struct sockaddr_in where;
extern float *latency; /* ms, of every tick since the last report */
extern long latencies, frames, bytes, lost, doubled, refused, closed, answered;

void prepare(void); /* once `count` is known */
double now_ms(clockid_t clock);
void must(int ok, const char *what);
void watch(Page *p, int op, uint32_t events);
void dial(Page *p);
void hang_up(Page *p, int by_us);
int put(Page *p, int opcode, const char *text, int size); /* whether all of it went out */
void shake(Page *p);
void read_page(Page *p);
