/*
 * The floor: what fanning an event out over server-sent events costs when nothing is done but write(2).
 *
 * One thread, one epoll. An event is made into one chunk of bytes that all share, and each delivery is one write.
 * Only what a socket does not take is copied, and written when the socket is writable again: nothing is dropped.
 * With -m, all events of one turn of the loop go to a subscriber in one write.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TURN = 1024, BACKLOG = 8192, BUCKETS = 4096, TOPIC_MAX = 200, REQUEST_MAX = 1 << 20 };

struct buffer {
	char *bytes;
	size_t length, capacity;
};

struct connection {
	int fd;
	bool dead;
	struct topic *topic; /* whose subscriber it is, or NULL */
	size_t index;        /* its place among the topic's subscribers */
	struct buffer in, out;
	struct connection *next; /* in the list of those to free */
};

struct topic {
	char name[TOPIC_MAX + 1];
	struct connection **subscribers;
	size_t count, capacity;
	struct buffer events; /* not delivered yet */
	bool queued;
	struct topic *next, *next_queued;
};

static struct topic *topics[BUCKETS], *queued;
static struct connection *dead;
static int epoll;
static bool merge;

static void *must(void *memory) {
	if (memory == NULL) {
		perror("floor");
		abort();
	}
	return memory;
}

static void append(struct buffer *buffer, const char *bytes, size_t length) {
	if (buffer->length + length > buffer->capacity) {
		buffer->capacity = 2 * (buffer->length + length);
		buffer->bytes = must(realloc(buffer->bytes, buffer->capacity));
	}
	memcpy(buffer->bytes + buffer->length, bytes, length);
	buffer->length += length;
}

static void take(struct buffer *buffer, size_t length) {
	buffer->length -= length;
	memmove(buffer->bytes, buffer->bytes + length, buffer->length);
}

static void discard(struct buffer *buffer) {
	free(buffer->bytes);
	*buffer = (struct buffer) {0};
}

/* Its memory stays until the turn ends: events of this turn may still point to it. */
static void end(struct connection *connection) {
	if (connection->dead) {
		return;
	}
	close(connection->fd);
	if (connection->topic != NULL) {
		struct topic *topic = connection->topic;
		struct connection *last = topic->subscribers[--topic->count];
		topic->subscribers[connection->index] = last;
		last->index = connection->index;
	}
	connection->dead = true;
	connection->next = dead;
	dead = connection;
}

static void bury(void) {
	while (dead != NULL) {
		struct connection *connection = dead;
		dead = connection->next;
		discard(&connection->in);
		discard(&connection->out);
		free(connection);
	}
}

static void put(struct connection *connection, const char *bytes, size_t length) {
	if (connection->dead) {
		return;
	}
	if (connection->out.length > 0) {
		append(&connection->out, bytes, length);
		return;
	}
	ssize_t written = write(connection->fd, bytes, length);
	if (written < 0 && errno != EAGAIN) {
		end(connection);
	}
	else if (written < (ssize_t) length) {
		/* The socket is full, and epoll will tell when it no longer is. */
		size_t begun = (written > 0) ? (size_t) written : 0;
		append(&connection->out, bytes + begun, length - begun);
	}
}

static void writable(struct connection *connection) {
	struct buffer out = connection->out;
	connection->out = (struct buffer) {0};
	put(connection, out.bytes, out.length);
	free(out.bytes);
}

static struct topic *find(const char *name) {
	uint32_t hash = 2166136261U;
	for (const char *c = name; *c != '\0'; c++) {
		hash = (hash ^ (unsigned char) *c) * 16777619U;
	}
	struct topic **place = &topics[hash % BUCKETS];
	while (*place != NULL && strcmp((*place)->name, name) != 0) {
		place = &(*place)->next;
	}
	if (*place == NULL) {
		*place = must(calloc(1, sizeof(struct topic)));
		strcpy((*place)->name, name);
	}
	return *place;
}

static void deliver(struct topic *topic) {
	/* From the end: whoever ends on the way is replaced by one that was served already. */
	for (size_t i = topic->count; i-- > 0;) {
		put(topic->subscribers[i], topic->events.bytes, topic->events.length);
	}
	topic->events.length = 0;
}

static void publish(struct topic *topic, const char *payload, size_t length) {
	char head[32];
	int size = snprintf(head, sizeof(head), "%zx\r\ndata: ", length + strlen("data: \n\n"));
	append(&topic->events, head, (size_t) size);
	append(&topic->events, payload, length);
	append(&topic->events, "\n\n\r\n", 4);
	if (!merge) {
		deliver(topic);
	}
	else if (!topic->queued) {
		topic->queued = true;
		topic->next_queued = queued;
		queued = topic;
	}
}

static void subscribe(struct connection *connection, struct topic *topic) {
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
							   "Transfer-Encoding: chunked\r\n\r\n4\r\n:ok\n\r\n";
	if (topic->count == topic->capacity) {
		topic->capacity = 2 * topic->capacity + 16;
		topic->subscribers = must(realloc(topic->subscribers, topic->capacity * sizeof(*topic->subscribers)));
	}
	connection->topic = topic;
	connection->index = topic->count;
	topic->subscribers[topic->count++] = connection;
	discard(&connection->in);
	put(connection, head, sizeof(head) - 1);
}

static void answer(struct connection *connection, const char *status) {
	char head[96];
	int size = snprintf(head, sizeof(head), "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n", status);
	put(connection, head, (size_t) size);
}

/* Serve the first request that was read. Returns false if it is not complete, or the last. */
static bool serve(struct connection *connection) {
	struct buffer *in = &connection->in;
	char *blank = (in->length > 0) ? memmem(in->bytes, in->length, "\r\n\r\n", 4) : NULL;
	if (blank == NULL) {
		return false;
	}
	*blank = '\0';
	char *header = strcasestr(in->bytes, "\r\nContent-Length:");
	size_t body = (header != NULL) ? strtoul(header + strlen("\r\nContent-Length:"), NULL, 10) : 0;
	size_t length = (size_t) (blank + 4 - in->bytes) + body;
	if (body > REQUEST_MAX || in->length < length) {
		*blank = '\r';
		return false;
	}
	char name[TOPIC_MAX + 1] = "";
	char method[8] = "", path[16] = "";
	sscanf(in->bytes, "%7s %15[^? ]?topic=%200[^& ]", method, path, name);
	if (strcmp(path, "/publish") == 0 && strcmp(method, "POST") == 0) {
		answer(connection, "204 No Content");
		publish(find(name), blank + 4, body);
	}
	else if (strcmp(path, "/sse") == 0) {
		subscribe(connection, find(name));
		return false;
	}
	else {
		answer(connection, (strcmp(path, "/ready") == 0) ? "200 OK" : "404 Not Found");
	}
	if (connection->dead) {
		return false;
	}
	take(in, length);
	return true;
}

static void readable(struct connection *connection) {
	char bytes[65536];
	ssize_t length;
	while ((length = read(connection->fd, bytes, sizeof(bytes))) > 0) {
		if (connection->topic == NULL) {
			append(&connection->in, bytes, (size_t) length);
			while (serve(connection));
			if (connection->in.length > 2 * REQUEST_MAX) {
				end(connection);
			}
		}
		if (connection->dead) {
			return;
		}
	}
	if (length == 0 || errno != EAGAIN) {
		end(connection);
	}
}

static void take_in(int listener) {
	int fd;
	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct connection *connection = must(calloc(1, sizeof(*connection)));
		connection->fd = fd;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int) {1}, sizeof(int));
		struct epoll_event interest = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = connection};
		epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &interest);
	}
}

int main(int argc, char **argv) {
	merge = argc > 1 && strcmp(argv[1], "-m") == 0;
	signal(SIGPIPE, SIG_IGN);
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	const char *port = getenv("PORT");
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t) atoi((port != NULL) ? port : "8080"))};
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int) {1}, sizeof(int));
	epoll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event interest = {.events = EPOLLIN};
	if (bind(listener, (struct sockaddr *) &address, sizeof(address)) != 0 || listen(listener, BACKLOG) != 0
			|| epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &interest) != 0) {
		perror("floor");
		return 1;
	}
	for (;;) {
		static struct epoll_event events[TURN];
		int count = epoll_wait(epoll, events, TURN, -1);
		for (int i = 0; i < count; i++) {
			struct connection *connection = events[i].data.ptr;
			if (connection == NULL) {
				take_in(listener);
				continue;
			}
			if (!connection->dead && (events[i].events & EPOLLOUT) != 0 && connection->out.length > 0) {
				writable(connection);
			}
			if (!connection->dead && (events[i].events & ~(uint32_t) EPOLLOUT) != 0) {
				readable(connection);
			}
		}
		for (; queued != NULL; queued = queued->next_queued) {
			queued->queued = false;
			deliver(queued);
		}
		bury();
	}
}
