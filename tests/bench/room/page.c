/* One page: its line, its frames, and what it noticed. */
#include "page.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 20, LATENCIES = 1 << 22 };

Page *pages;
int count, tight, epoll, in_flight, welcome, bare;
const char *slug;
struct sockaddr_in where;
float *latency;
long latencies, frames, bytes, lost, doubled, refused, closed, answered;
static char *buffer;

void prepare(void) {
    pages = calloc(count, sizeof *pages);
    buffer = malloc(BUFFER);
    latency = malloc(LATENCIES * sizeof *latency);
    epoll = epoll_create1(0);
}

double now_ms(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

void must(int ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "pages: %s: %s\n", what, strerror(errno));
    exit(1);
}

void watch(Page *p, int op, uint32_t events) {
    struct epoll_event e = {.events = events, .data.ptr = p};
    must(epoll_ctl(epoll, op, p->fd, &e) == 0, "epoll_ctl");
}

void dial(Page *p) {
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    must(p->fd >= 0, "socket");
    int one = 1, small = 8192;
    setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (p >= pages + count - tight) /* those that will be told to stop reading */
        setsockopt(p->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    int done = connect(p->fd, (struct sockaddr *)&where, sizeof where);
    must(done == 0 || errno == EINPROGRESS, "connect");
    p->state = CONNECTING;
    p->size = 0;
    in_flight++;
    watch(p, EPOLL_CTL_ADD, EPOLLOUT);
}

void hang_up(Page *p, int by_us) {
    if (!by_us) closed++;
    if (p->state == IN) welcome--;
    else if (p->state != OFF) in_flight--;
    if (p->state != OFF) close(p->fd);
    p->state = OFF;
    free(p->rest);
    p->rest = NULL;
    p->size = 0;
}

int put(Page *p, int opcode, const char *text, int size) {
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

void read_page(Page *p) {
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

void shake(Page *p) {
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

