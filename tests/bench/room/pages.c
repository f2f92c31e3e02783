/* Pages of the room bench: many WebSockets in one lean process.
 *
 *   pages PORT SLUG TOKENS FIRST COUNT
 *
 * TOKENS is a file with a token a line, of which COUNT are used from line FIRST on; "-" enters
 * nothing and only drains (pages of another server). Commands come as lines of standard input,
 * each is answered by one line of JSON:
 *
 *   open          connect all, say hello, answer when all are welcome: {"ms": …}
 *   again         cut all lines at once, then the same with (epoch, seq) of the last event
 *   stop N        the last N pages stop reading        resume   they read again
 *   like N        every page sends N likes, one frame after another in turns: {"sent": …}
 *   close         every page says goodbye behind what it sent
 *   say R         R comments a second from pages in turn
 *   run MS        only read for so long
 *   report        what came since the last report; latencies in ms
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { OFF, CONNECTING, SHAKING, GREETING, IN };
enum { WINDOW = 3000, BUFFER = 1 << 20, LATENCIES = 1 << 22 };

typedef struct {
    int fd, state, size;
    char *rest; /* a frame that is not whole yet */
    const char *token;
    long epoch, seq; /* of the last reliable event */
} Page;

static Page *pages;
static int count, epoll, in_flight, welcome, bare, stopped;
static const char *slug;
static struct sockaddr_in where;
static char *buffer;
static float *latency;
static long latencies, frames, bytes, lost, doubled, refused, closed, answered, liked;
static double say_rate, say_due;
static int say_next;

static double now_ms(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void must(int ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "pages: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void watch(Page *p, int op, uint32_t events) {
    struct epoll_event e = {.events = events, .data.ptr = p};
    must(epoll_ctl(epoll, op, p->fd, &e) == 0, "epoll_ctl");
}

static void dial(Page *p) {
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    must(p->fd >= 0, "socket");
    int one = 1, small = 8192;
    setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (p >= pages + count - count / 20 && !bare) /* those that may be told to stop reading */
        setsockopt(p->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    int done = connect(p->fd, (struct sockaddr *)&where, sizeof where);
    must(done == 0 || errno == EINPROGRESS, "connect");
    p->state = CONNECTING;
    p->size = 0;
    in_flight++;
    watch(p, EPOLL_CTL_ADD, EPOLLOUT);
}

static void hang_up(Page *p, int by_us) {
    if (!by_us) closed++;
    if (p->state == IN) welcome--;
    else if (p->state != OFF) in_flight--;
    if (p->state != OFF) close(p->fd);
    p->state = OFF;
    free(p->rest);
    p->rest = NULL;
    p->size = 0;
}

static int put(Page *p, int opcode, const char *text, int size) {
    char out[9000];
    int head = 2;
    out[0] = (char)(0x80 | opcode);
    if (size < 126) out[1] = (char)(0x80 | size);
    else {
        out[1] = (char)(0x80 | 126);
        out[2] = (char)(size >> 8);
        out[3] = (char)size;
        head = 4;
    }
    memset(out + head, 0, 4); /* a mask of zeros is a mask */
    memcpy(out + head + 4, text, size);
    return send(p->fd, out, head + 4 + size, MSG_NOSIGNAL | MSG_DONTWAIT) == head + 4 + size;
}

static void enter(Page *p) {
    p->state = IN;
    in_flight--;
    welcome++;
}

static void greet(Page *p) {
    char text[8500];
    int size = snprintf(text, sizeof text,
        "{\"k\":\"hello\",\"token\":\"%s\",\"room\":\"%s\",\"epoch\":%ld,\"seq\":%ld}",
        p->token, slug, p->epoch, p->seq);
    must(put(p, 1, text, size), "hello");
    p->state = GREETING;
}

static long number_behind(const char *data, const char *end, const char *name) {
    const char *found = memmem(data, end - data, name, strlen(name));
    return found ? atol(found + strlen(name)) : -1;
}

static void follow(Page *p, const char *data, const char *end) {
    const char *at = data;
    while ((at = memmem(at, end - at, "\"seq\":", 6))) {
        long seq = atol(at += 6);
        if (seq <= p->seq) doubled++;
        else {
            lost += seq - p->seq - 1;
            p->seq = seq;
        }
    }
}

static void welcomed(Page *p, const char *data, const char *end) {
    const char *state = memmem(data, end - data, "\"state\":{", 9);
    const char *events = memmem(data, end - data, "\"events\":[", 10);
    if (state) {
        p->epoch = number_behind(state, end, "\"epoch\":");
        p->seq = number_behind(state, end, "\"seq\":");
    } else if (events)
        follow(p, events, memmem(events, end - events, "\"comments\":", 11));
    if (p->state == GREETING) enter(p);
}

static void text(Page *p, const char *data, int size) {
    const char *end = data + size;
    frames++;
    if (bare) return;
    if (size > 12 && !memcmp(data, "{\"k\":\"t\",", 9)) {
        double sent = atof(data + 15);
        if (latencies < LATENCIES) latency[latencies++] = (float)(now_ms(CLOCK_REALTIME) - sent);
        const char *comma = memchr(data + 9, ',', size - 9);
        if (comma && !memcmp(comma, ",\"ev\":", 6)) {
            const char *cm = memmem(comma, end - comma, "\"cm\":[", 6);
            follow(p, comma, cm ? cm : end);
        }
    } else if (size > 16 && !memcmp(data, "{\"k\":\"welcome\"", 14)) welcomed(p, data, end);
    else if (!memcmp(data, "{\"k\":\"err\"", 10)) {
        if (!refused++) fprintf(stderr, "pages: %.*s\n", size, data);
    }
    else answered++;
}

/* Frames that are whole; returns how many bytes they took. */
static int cut(Page *p, const char *data, int size) {
    int at = 0;
    while (size - at >= 2) {
        int head = 2, kind = data[at] & 15;
        long length = (unsigned char)data[at + 1];
        if (length == 126) {
            if (size - at < 4) break;
            length = (unsigned char)data[at + 2] << 8 | (unsigned char)data[at + 3];
            head = 4;
        } else if (length == 127) {
            if (size - at < 10) break;
            length = 0;
            for (int i = 2; i < 10; i++) length = length << 8 | (unsigned char)data[at + i];
            head = 10;
        }
        if (size - at < head + length) break;
        if (kind == 1) text(p, data + at + head, (int)length);
        at += head + length;
    }
    return at;
}

static void read_page(Page *p) {
    if (p->rest) memcpy(buffer, p->rest, p->size);
    ssize_t got = recv(p->fd, buffer + p->size, BUFFER - p->size, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        hang_up(p, 0);
        return;
    }
    bytes += got;
    int size = p->size + (int)got, taken = 0;
    if (p->state == SHAKING) {
        char *end = memmem(buffer, size, "\r\n\r\n", 4);
        if (end) {
            must(!memcmp(buffer, "HTTP/1.1 101", 12), "no 101");
            taken = (int)(end + 4 - buffer);
            if (bare) enter(p);
            else greet(p);
        }
    }
    if (p->state >= GREETING) taken += cut(p, buffer + taken, size - taken);
    if (p->state == OFF) return;
    free(p->rest);
    p->rest = NULL;
    p->size = size - taken;
    if (p->size) memcpy(p->rest = malloc(p->size), buffer + taken, p->size);
}

static void shake(Page *p) {
    static const char ask[] =
        "GET /ws HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    int failed = 0;
    socklen_t size = sizeof failed;
    getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &failed, &size);
    if (failed) {
        hang_up(p, 0);
        return;
    }
    must(send(p->fd, ask, sizeof ask - 1, MSG_NOSIGNAL) == sizeof ask - 1, "shake");
    p->state = SHAKING;
    watch(p, EPOLL_CTL_MOD, EPOLLIN);
}

static void speak(void) {
    double now = now_ms(CLOCK_MONOTONIC);
    while (say_rate > 0 && say_due <= now) {
        char line[300];
        int size = snprintf(line, sizeof line,
            "{\"k\":\"comment\",\"id\":\"c%d\",\"text\":\"第%d位：这件毛衣起球吗，身高一六五穿多大码合适\"}",
            say_next, say_next);
        Page *p = pages + say_next++ % (count - count / 20);
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
        stopped = n;
        for (int i = count - n; i < count; i++)
            if (pages[i].state == IN) watch(pages + i, EPOLL_CTL_MOD, 0);
        printf("{}\n");
    } else if (!strncmp(line, "resume", 6)) {
        for (int i = count - stopped; i < count; i++)
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
    must(argc == 6, "PORT SLUG TOKENS FIRST COUNT");
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    where.sin_family = AF_INET;
    where.sin_port = htons(atoi(argv[1]));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    slug = argv[2];
    count = atoi(argv[5]);
    bare = !strcmp(argv[3], "-");
    pages = calloc(count, sizeof *pages);
    buffer = malloc(BUFFER);
    latency = malloc(LATENCIES * sizeof *latency);
    epoll = epoll_create1(0);
    if (!bare) load_tokens(argv[3], atoi(argv[4]));
    fcntl(0, F_SETFL, O_NONBLOCK);
    while (command()) turn(20);
    return 0;
}
