/* Pages of the room bench: many WebSockets in one lean process.
 *
 *   pages PORT SLUG TOKENS FIRST COUNT TIGHT
 *
 * TOKENS is a file with a token a line, of which COUNT are used from line FIRST on; "-" enters
 * nothing and only drains (pages of another server). The last TIGHT pages have small receive
 * buffers, so that they are full soon after `stop`. Commands come as lines of standard input, each
 * is answered by one line of JSON:
 *
 *   open          connect all, say hello, answer when all are welcome: {"ms": …}
 *   again         cut all lines at once, then the same with (epoch, seq) of the last event
 *   stop          the tight pages stop reading        resume   they read again
 *   like N        every page sends N likes, one frame after another in turns: {"sent": …}
 *   close         every page says goodbye behind what it sent
 *   say R         R comments a second from pages in turn
 *   run MS        only read for so long
 *   report        what came since the last report; latencies in ms
 */
#include "page.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WINDOW = 3000 }; /* handshakes at once */

static double say_rate, say_due;
static int say_next;
static long liked;

static void speak(void) {
    double now = now_ms(CLOCK_MONOTONIC);
    while (say_rate > 0 && say_due <= now) {
        char line[300];
        int size = snprintf(line, sizeof line,
            "{\"k\":\"comment\",\"id\":\"c%d\",\"text\":\"第%d位：这件毛衣起球吗，身高一六五穿多大码合适\"}",
            say_next, say_next);
        Page *p = pages + say_next++ % (count - tight);
        if (p->state == IN) put(p, 1, line, size);
        say_due += 1000 / say_rate;
    }
}

/* Every page says that it is there every 15 seconds, as a browser does. */
static void ping(void) {
    static double due;
    static int next;
    double now = now_ms(CLOCK_MONOTONIC);
    if (!due || now - due > 15000) due = now;
    for (; !bare && count && due < now; due += 15000.0 / count) {
        Page *p = pages + next++ % count;
        if (p->state == IN) put(p, 1, "{\"k\":\"ping\"}", 12);
    }
}

static void turn(int wait) {
    static struct epoll_event found[1024];
    if (say_rate > 0 && wait > 2) wait = 2;
    int n = epoll_wait(epoll, found, 1024, wait);
    for (int i = 0; i < n; i++) {
        Page *p = found[i].data.ptr;
        if (p->state == CONNECTING) shake(p);
        else if (p->state != OFF) read_page(p);
    }
    speak();
    ping();
}

static double all_in(void) {
    double start = now_ms(CLOCK_MONOTONIC);
    int next = 0;
    while (welcome < count) {
        for (; in_flight < WINDOW && next < count; next++)
            if (pages[next].state == OFF) dial(pages + next);
        if (next == count && !in_flight) next = 0; /* some were refused: once more */
        turn(5);
    }
    return now_ms(CLOCK_MONOTONIC) - start;
}

static void run(double ms) {
    double end = now_ms(CLOCK_MONOTONIC) + ms, left;
    while ((left = end - now_ms(CLOCK_MONOTONIC)) > 0) turn(left < 20 ? (int)left + 1 : 20);
}

static long like(int each) {
    long sent = 0;
    for (int round = 0; round < each; round++) {
        for (int i = 0; i < count; i++) {
            char line[40];
            int n = 1 + (i + round) % 3;
            must(put(pages + i, 1, line, snprintf(line, sizeof line, "{\"k\":\"like\",\"n\":%d}", n)),
                 "like");
            liked += n;
            sent++;
            if (i % 64 == 0) turn(0);
        }
    }
    return sent;
}

static void goodbye(void) {
    for (int i = 0; i < count; i++) put(pages + i, 8, "\x03\xe8", 2);
    while (welcome) turn(5);
}

static int ascending(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void report(void) {
    qsort(latency, latencies, sizeof *latency, ascending);
    double p50 = latencies ? latency[latencies / 2] : 0;
    double p99 = latencies ? latency[(long)(latencies * 0.99)] : 0;
    long lowest = -1;
    for (int i = 0; i < count; i++)
        if (lowest < 0 || pages[i].seq < lowest) lowest = pages[i].seq;
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("{\"frames\":%ld,\"bytes\":%ld,\"p50\":%.2f,\"p99\":%.2f,\"lost\":%ld,\"doubled\":%ld,"
           "\"refused\":%ld,\"closed\":%ld,\"answered\":%ld,\"liked\":%ld,\"welcome\":%d,"
           "\"lowest\":%ld,\"cpu\":%.3f}\n",
           frames, bytes, p50, p99, lost, doubled, refused, closed, answered, liked, welcome, lowest,
           used.ru_utime.tv_sec + used.ru_stime.tv_sec +
               (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
    frames = bytes = latencies = refused = answered = 0;
}

static void obey(char *line) {
    int n = atoi(strchr(line, ' ') ? strchr(line, ' ') : "0");
    if (!strncmp(line, "open", 4)) printf("{\"ms\":%.1f}\n", all_in());
    else if (!strncmp(line, "again", 5)) {
        struct linger cutting = {1, 0};
        for (int i = 0; i < count; i++)
            if (pages[i].state != OFF) {
                setsockopt(pages[i].fd, SOL_SOCKET, SO_LINGER, &cutting, sizeof cutting);
                hang_up(pages + i, 1);
            }
        printf("{\"ms\":%.1f}\n", all_in());
    } else if (!strncmp(line, "stop", 4)) {
        for (int i = count - tight; i < count; i++)
            if (pages[i].state == IN) watch(pages + i, EPOLL_CTL_MOD, 0);
        printf("{}\n");
    } else if (!strncmp(line, "resume", 6)) {
        for (int i = count - tight; i < count; i++)
            if (pages[i].state == IN) watch(pages + i, EPOLL_CTL_MOD, EPOLLIN);
        printf("{}\n");
    } else if (!strncmp(line, "like", 4)) printf("{\"sent\":%ld}\n", like(n));
    else if (!strncmp(line, "close", 5)) {
        goodbye();
        printf("{}\n");
    } else if (!strncmp(line, "say", 3)) {
        say_rate = n;
        say_due = now_ms(CLOCK_MONOTONIC);
        printf("{}\n");
    } else if (!strncmp(line, "run", 3)) {
        run(n);
        printf("{}\n");
    } else if (!strncmp(line, "report", 6)) report();
    fflush(stdout);
}

/* Standard input is read by hand, so that no command waits unseen in a buffer. */
static int command(void) {
    static char line[200];
    static int size;
    ssize_t got = read(0, line + size, sizeof line - 1 - size);
    if (got == 0) return 0;
    if (got < 0) return errno == EAGAIN;
    size += (int)got;
    line[size] = 0;
    for (char *end; (end = strchr(line, '\n'));) {
        *end = 0;
        obey(line);
        size -= (int)(end + 1 - line);
        memmove(line, end + 1, size + 1);
    }
    return 1;
}

static void load_tokens(const char *path, int first) {
    FILE *file = fopen(path, "r");
    must(file != NULL, path);
    char *line = NULL;
    size_t room = 0;
    for (int i = -first; i < count && getline(&line, &room, file) > 0; i++) {
        line[strcspn(line, "\n")] = 0;
        if (i >= 0) pages[i].token = strdup(line);
    }
    must(count == 0 || pages[count - 1].token != NULL, "too few tokens");
    fclose(file);
}

int main(int argc, char **argv) {
    must(argc == 7, "PORT SLUG TOKENS FIRST COUNT TIGHT");
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    where.sin_family = AF_INET;
    where.sin_port = htons(atoi(argv[1]));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    slug = argv[2];
    count = atoi(argv[5]);
    tight = atoi(argv[6]);
    bare = !strcmp(argv[3], "-");
    prepare();
    if (!bare) load_tokens(argv[3], atoi(argv[4]));
    fcntl(0, F_SETFL, O_NONBLOCK);
    while (command()) turn(20);
    return 0;
}
