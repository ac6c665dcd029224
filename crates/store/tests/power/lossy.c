/*
 * A disk that forgets: what was not synced is gone after a power cut.
 *
 *   cc -shared -fPIC -o lossy.so lossy.c -ldl -lpthread        the disk, for LD_PRELOAD
 *   cc -DLOSSY_RESTORE -o lossy-restore lossy.c                the power cut: lossy-restore DIR SHADOW
 *
 * Under the shim every file below LOSSY_DIR has a durable image in LOSSY_SHADOW: what the file held
 * at its last fsync or fdatasync. Plain writes never reach the image. A sync of a file makes its
 * content and its name durable; an unlink or a rename becomes durable with a sync of a directory
 * (or of the file at its new name). After kill -9, lossy-restore puts every file back to its image
 * and removes what has none. A process killed inside a sync leaves an image with a part of the
 * write, as a disk may. Files ending in -shm are memory, not storage, and have no image.
 *
 * LOSSY_TRACE   a file that gets one line per finished sync ("sync NAME") and, before it is sent,
 *               one line per socket write that begins with "HTTP/1.1 2" ("reply").
 * LOSSY_FAIL_AT the sync with this number, from 1, and all later ones fail with EIO.
 *
 * Not here: writes that reach the disk in another order, mmap, files open across a rename.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define BLOCK 65536
#define PENDING_MAX 1024

static void die(const char *what) {
    fprintf(stderr, "lossy: %s: %s\n", what, strerror(errno));
    _exit(97);
}

/* Makes `to` hold what `from` holds, writing only blocks that differ. */
static void copy_file(const char *from, const char *to) {
    static char a[BLOCK], b[BLOCK];
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (in < 0 || out < 0) die(to);
    off_t at = 0;
    for (;;) {
        ssize_t n = pread(in, a, BLOCK, at);
        if (n < 0) die(from);
        if (n == 0) break;
        if (pread(out, b, n, at) != n || memcmp(a, b, n) != 0)
            if (pwrite(out, a, n, at) != n) die(to);
        at += n;
    }
    if (ftruncate(out, at) != 0) die(to);
    close(in);
    close(out);
}

#ifdef LOSSY_RESTORE

static void remove_files(const char *folder) {
    DIR *dir = opendir(folder);
    if (!dir) return;
    for (struct dirent *e; (e = readdir(dir));) {
        char path[PATH_MAX];
        struct stat st;
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (lstat(path, &st) != 0) die(path);
        if (S_ISDIR(st.st_mode)) remove_files(path);
        else if (unlink(path) != 0) die(path);
    }
    closedir(dir);
}

int main(int argc, char **argv) {
    if (argc != 3) return fprintf(stderr, "lossy-restore DIR SHADOW\n"), 2;
    remove_files(argv[1]);
    DIR *dir = opendir(argv[2]);
    if (!dir) die(argv[2]);
    for (struct dirent *e; (e = readdir(dir));) {
        if (e->d_name[0] == '.') continue;
        char from[PATH_MAX], to[PATH_MAX];
        snprintf(from, sizeof from, "%s/%s", argv[2], e->d_name);
        size_t base = snprintf(to, sizeof to, "%s/", argv[1]);
        snprintf(to + base, sizeof to - base, "%s", e->d_name);
        for (char *c = to + base; *c; c++)
            if (*c == '%') { *c = 0; mkdir(to, 0755); *c = '/'; }
        copy_file(from, to);
    }
    closedir(dir);
    return 0;
}

#else

static char root[PATH_MAX], shadow[PATH_MAX];
static size_t root_len;
static int trace_fd = -1;
static long syncs, fail_at;
static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;

/* Changes of names that no directory sync has made durable yet. */
static struct { char from[PATH_MAX], to[PATH_MAX]; /* to is empty for an unlink */ } pending[PENDING_MAX];
static int pending_count;

__attribute__((constructor)) static void begin(void) {
    const char *dir = getenv("LOSSY_DIR"), *images = getenv("LOSSY_SHADOW"), *trace = getenv("LOSSY_TRACE");
    if (trace) trace_fd = open(trace, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (getenv("LOSSY_FAIL_AT")) fail_at = atol(getenv("LOSSY_FAIL_AT"));
    if (!dir || !images) return;
    if (!realpath(dir, root) || !realpath(images, shadow)) die("LOSSY_DIR and LOSSY_SHADOW must exist");
    root_len = strlen(root);
}

static void trace(const char *what, const char *name) {
    char line[PATH_MAX + 16];
    if (trace_fd < 0) return;
    int n = snprintf(line, sizeof line, *name ? "%s %s\n" : "%s\n", what, name);
    syscall(SYS_write, trace_fd, line, (size_t)n);
}

/* Whether the path is ours, and where its image is. */
static int image_of(const char *path, char *image) {
    if (!root_len || strncmp(path, root, root_len) != 0 || path[root_len] != '/') return 0;
    size_t len = strlen(path);
    if (len > 4 && !strcmp(path + len - 4, "-shm")) return 0;
    size_t base = snprintf(image, PATH_MAX, "%s/", shadow);
    snprintf(image + base, PATH_MAX - base, "%s", path + root_len + 1);
    for (char *c = image + base; *c; c++)
        if (*c == '/') *c = '%';
    return 1;
}

static void name_changed(const char *from, const char *to) {
    if (pending_count == PENDING_MAX) die("too many changes of names without a sync");
    snprintf(pending[pending_count].from, PATH_MAX, "%s", from);
    snprintf(pending[pending_count].to, PATH_MAX, "%s", to);
    pending_count++;
}

/* A synced file is durable under its name: an earlier unlink of that name no longer counts, and of
 * a rename to that name only the end of the old name is still to come. */
static void file_synced(const char *path) {
    char image[PATH_MAX];
    int left = 0;
    if (!image_of(path, image)) return;
    copy_file(path, image);
    for (int i = 0; i < pending_count; i++) {
        if (!pending[i].to[0] && !strcmp(pending[i].from, path)) continue;
        if (!strcmp(pending[i].to, path)) pending[i].to[0] = 0;
        pending[left++] = pending[i];
    }
    pending_count = left;
}

static void directory_synced(void) {
    char from[PATH_MAX], to[PATH_MAX];
    for (int i = 0; i < pending_count; i++) {
        int had = image_of(pending[i].from, from);
        if (pending[i].to[0] && image_of(pending[i].to, to)) {
            /* The name of a file that was never synced becomes durable, its content does not. */
            if (!had || rename(from, to) != 0) close(open(to, O_WRONLY | O_CREAT | O_TRUNC, 0644));
        } else if (had) {
            unlink(from);
        }
    }
    pending_count = 0;
}

static int synced(int fd, int (*real)(int)) {
    char link[64], path[PATH_MAX];
    struct stat st;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(link, path, sizeof path - 1);
    path[len < 0 ? 0 : len] = 0;
    if (!root_len || strncmp(path, root, root_len) != 0) return real(fd);
    pthread_mutex_lock(&disk);
    int result = -1;
    if (fail_at && ++syncs >= fail_at) {
        errno = EIO;
    } else if ((result = real(fd)) == 0 && fstat(fd, &st) == 0) {
        if (S_ISDIR(st.st_mode)) directory_synced();
        else if (st.st_nlink > 0) file_synced(path);
        const char *slash = strrchr(path, '/');
        trace("sync", slash ? slash + 1 : path);
    }
    int kept = errno;
    pthread_mutex_unlock(&disk);
    errno = kept;
    return result;
}

#define REAL(name) __typeof__(name) *name##_real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

int fsync(int fd) {
    REAL(fsync);
    return synced(fd, fsync_real);
}

int fdatasync(int fd) {
    REAL(fdatasync);
    return synced(fd, fdatasync_real);
}

static const char *absolute(const char *path, char *out) {
    char folder[PATH_MAX], real[PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (!slash) snprintf(folder, sizeof folder, ".");
    else snprintf(folder, sizeof folder, "%.*s", (int)(slash - path + (slash == path)), path);
    if (!realpath(folder, real)) return path;
    int len = snprintf(out, PATH_MAX, "%s/%s", real, slash ? slash + 1 : path);
    return len > 0 && len < PATH_MAX ? out : path;
}

int unlink(const char *path) {
    REAL(unlink);
    char a[PATH_MAX], image[PATH_MAX];
    int result = unlink_real(path), kept = errno;
    const char *full = absolute(path, a);
    if (result == 0 && image_of(full, image)) {
        pthread_mutex_lock(&disk);
        name_changed(full, "");
        pthread_mutex_unlock(&disk);
    }
    errno = kept;
    return result;
}

int rename(const char *from, const char *to) {
    REAL(rename);
    char a[PATH_MAX], b[PATH_MAX], image[PATH_MAX];
    int result = rename_real(from, to), kept = errno;
    const char *full_from = absolute(from, a), *full_to = absolute(to, b);
    if (result == 0 && image_of(full_to, image)) {
        pthread_mutex_lock(&disk);
        name_changed(full_from, full_to);
        pthread_mutex_unlock(&disk);
    }
    errno = kept;
    return result;
}

/* --- replies ------------------------------------------------------------------------------ */

static void spoken(int fd, const void *bytes, size_t len) {
    struct stat st;
    if (trace_fd < 0 || len < 10 || memcmp(bytes, "HTTP/1.1 2", 10) != 0) return;
    if (fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode)) trace("reply", "");
}

ssize_t write(int fd, const void *bytes, size_t len) {
    REAL(write);
    spoken(fd, bytes, len);
    return write_real(fd, bytes, len);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(writev);
    if (count > 0) spoken(fd, parts[0].iov_base, parts[0].iov_len);
    return writev_real(fd, parts, count);
}

ssize_t send(int fd, const void *bytes, size_t len, int flags) {
    REAL(send);
    spoken(fd, bytes, len);
    return send_real(fd, bytes, len, flags);
}

ssize_t sendto(int fd, const void *bytes, size_t len, int flags, const struct sockaddr *to, socklen_t to_len) {
    REAL(sendto);
    spoken(fd, bytes, len);
    return sendto_real(fd, bytes, len, flags, to, to_len);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    REAL(sendmsg);
    if (message->msg_iovlen > 0) spoken(fd, message->msg_iov[0].iov_base, message->msg_iov[0].iov_len);
    return sendmsg_real(fd, message, flags);
}

#endif
