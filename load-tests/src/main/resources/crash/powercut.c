/*
 * What a power cut would take: for a process under LD_PRELOAD, remembers how the files below POWERCUT_DIRECTORY looked when
 * they were last synced. After the process is killed, the notes in POWERCUT_NOTES say how to put them back to that.
 *
 *   INODE.undo     for each write or cut since the file's last sync: where, how large the file was, and the bytes before
 *   INODE.entries  for each name made ("+name") or taken away ("-name\tsaved") since the directory's last sync
 *   saved-N        the files of names taken away, as hard links
 *
 * A note is written before the change that it is for, and one lock keeps both in order. A note without its change is
 * harmless: undoing it writes what is there. Notes are gone before a sync returns, never before the real sync is done.
 * With POWERCUT_LIES=N, a sync of N in 100 is claimed and not done: whoever trusts the process must see losses then.
 *
 * Not followed: shared memory ("-shm", made anew at each start), writes through mmap (SQLite makes none by default), and
 * rename and link (the store uses neither: the process ends with a message if it does).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 65536
#define FILES 1024

struct file {
    ino_t inode;
    int notes;
    int is_directory;
};

/* As dev.spillway.load.crash.UndoLog reads it: little-endian, followed by `before` bytes. */
struct note {
    uint32_t magic;
    uint32_t before;      /* bytes that follow: what lay there, as far as the file reached */
    int64_t offset;       /* where the change begins */
    int64_t length;       /* how far it reaches */
    int64_t size;         /* of the file before it */
};

static const uint32_t MAGIC = 0x53504c57;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file files[FILES];
static int file_count;
static short file_of[FDS]; /* 0: not followed; else 1 + the index of its file */
static char directory[PATH_MAX];
static char notes_directory[PATH_MAX];
static size_t directory_length;
static unsigned lies;
static unsigned long saved_count;
static unsigned int seed;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_unlinkat)(int, const char *, int);
static int (*real_rename)(const char *, const char *);

static void give_up(const char *what, const char *about)
{
    fprintf(stderr, "powercut: %s: %s (%s)\n", what, about, strerror(errno));
    _exit(113);
}

static void *next(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL) {
        give_up("the C library has no", name);
    }
    return found;
}

__attribute__((constructor)) static void begin(void)
{
    if (real_open != NULL) {
        return;
    }
    real_openat = next("openat64");
    real_close = next("close");
    real_write = next("write");
    real_writev = next("writev");
    real_pwrite = next("pwrite64");
    real_ftruncate = next("ftruncate64");
    real_fsync = next("fsync");
    real_fdatasync = next("fdatasync");
    real_unlink = next("unlink");
    real_unlinkat = next("unlinkat");
    real_rename = next("rename");
    const char *followed = getenv("POWERCUT_DIRECTORY");
    const char *notes = getenv("POWERCUT_NOTES");
    if (followed != NULL && notes != NULL) {
        snprintf(directory, sizeof directory, "%s", followed);
        snprintf(notes_directory, sizeof notes_directory, "%s", notes);
        directory_length = strlen(directory);
    }
    const char *percent = getenv("POWERCUT_LIES");
    lies = percent == NULL ? 0 : (unsigned) atoi(percent);
    seed = (unsigned) getpid();
    real_open = next("open64");
}

static void hold(void)
{
    begin();
    pthread_mutex_lock(&lock);
}

static void let_go(void)
{
    int kept = errno;
    pthread_mutex_unlock(&lock);
    errno = kept;
}

static int is_followed_path(const char *path)
{
    if (directory_length == 0 || strncmp(path, directory, directory_length) != 0) {
        return 0;
    }
    char after = path[directory_length];
    size_t length = strlen(path);
    return (after == '\0' || after == '/') && !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

static struct file *followed(int fd)
{
    return fd >= 0 && fd < FDS && file_of[fd] > 0 ? &files[file_of[fd] - 1] : NULL;
}

static struct file *file_with(ino_t inode, int is_directory)
{
    for (int i = 0; i < file_count; i++) {
        if (files[i].inode == inode) {
            return &files[i];
        }
    }
    if (file_count == FILES) {
        give_up("too many files", directory);
    }
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%llu.%s", notes_directory, (unsigned long long) inode,
             is_directory ? "entries" : "undo");
    int notes = real_open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (notes < 0) {
        give_up("can't keep notes in", path);
    }
    files[file_count] = (struct file) {inode, notes, is_directory};
    return &files[file_count++];
}

static void write_note(int notes, const void *bytes, size_t length)
{
    if (real_write(notes, bytes, length) != (ssize_t) length) {
        give_up("can't write notes for", directory);
    }
}

static void forget(struct file *file)
{
    if (real_ftruncate(file->notes, 0) != 0) {
        give_up("can't cut notes for", directory);
    }
}

/* Notes what lies at a place before it changes. */
static void note_change(int fd, struct file *file, int64_t offset, int64_t length, int cuts)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        give_up("can't look at a file below", directory);
    }
    int64_t end = cuts ? status.st_size : offset + length;
    int64_t reaches = end < status.st_size ? end : status.st_size;
    size_t before = reaches > offset ? (size_t) (reaches - offset) : 0;
    char *bytes = malloc(sizeof(struct note) + before);
    if (bytes == NULL) {
        give_up("no memory for notes on", directory);
    }
    struct note note = {MAGIC, (uint32_t) before, offset, end > offset ? end - offset : 0, status.st_size};
    memcpy(bytes, &note, sizeof note);
    size_t got = 0;
    while (got < before) {
        ssize_t more = pread(fd, bytes + sizeof note + got, before - got, offset + (int64_t) got);
        if (more <= 0) {
            give_up("can't read what lies below", directory);
        }
        got += (size_t) more;
    }
    write_note(file->notes, bytes, sizeof note + before);
    free(bytes);
}

static struct file *directory_of(const char *path)
{
    char parent[PATH_MAX];
    snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    struct stat status;
    if (slash == NULL) {
        return NULL;
    }
    *slash = '\0';
    return is_followed_path(parent) && stat(parent, &status) == 0 ? file_with(status.st_ino, 1) : NULL;
}

/* Follows a file that was just opened; `is_new` where there was none of its name. */
static void follow(int fd, const char *path, int is_new)
{
    struct stat status;
    if (fd < 0 || fd >= FDS || !is_followed_path(path) || fstat(fd, &status) != 0) {
        return;
    }
    struct file *file = file_with(status.st_ino, S_ISDIR(status.st_mode));
    file_of[fd] = (short) (file - files + 1);
    struct file *parent = is_new ? directory_of(path) : NULL;
    if (is_new) {
        forget(file); /* its inode may have been another file's */
    }
    if (parent != NULL) {
        char line[PATH_MAX];
        int length = snprintf(line, sizeof line, "+%s\n", strrchr(path, '/') + 1);
        write_note(parent->notes, line, (size_t) length);
    }
}

static int opened(int at, const char *path, int flags, mode_t mode)
{
    begin();
    if (directory_length == 0 || (at == AT_FDCWD && path[0] == '/' && !is_followed_path(path))) {
        return real_openat(at, path, flags, mode);
    }
    hold();
    int is_new = (flags & O_CREAT) != 0 && faccessat(at, path, F_OK, 0) != 0;
    if ((flags & O_ACCMODE) == O_WRONLY && is_followed_path(path)) {
        flags = (flags & ~O_ACCMODE) | O_RDWR; /* so that what lies there can be read */
    }
    int cuts = flags & O_TRUNC;
    int fd = real_openat(at, path, flags & ~O_TRUNC, mode);
    if (fd >= 0) {
        char link[64];
        char whole[PATH_MAX];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, whole, sizeof whole - 1);
        if (length > 0) {
            whole[length] = '\0';
            follow(fd, whole, is_new);
        }
        struct file *file = followed(fd);
        if (cuts && file != NULL) {
            note_change(fd, file, 0, 0, 1);
        }
        if (cuts && real_ftruncate(fd, 0) != 0) {
            give_up("can't cut a file below", directory);
        }
    }
    let_go();
    return fd;
}

static mode_t mode_of(int flags, va_list rest)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name)                                  \
    int name(const char *path, int flags, ...)      \
    {                                               \
        va_list rest;                               \
        va_start(rest, flags);                      \
        mode_t mode = mode_of(flags, rest);         \
        va_end(rest);                               \
        return opened(AT_FDCWD, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPEN_AT(name)                                  \
    int name(int at, const char *path, int flags, ...) \
    {                                                  \
        va_list rest;                                  \
        va_start(rest, flags);                         \
        mode_t mode = mode_of(flags, rest);            \
        va_end(rest);                                  \
        return opened(at, path, flags, mode);          \
    }
OPEN_AT(openat)
OPEN_AT(openat64)

int close(int fd)
{
    begin();
    if (followed(fd) != NULL) {
        hold();
        file_of[fd] = 0;
        let_go();
    }
    return real_close(fd);
}

static int64_t place(int fd)
{
    struct stat status;
    int append = fcntl(fd, F_GETFL) & O_APPEND;
    return append && fstat(fd, &status) == 0 ? status.st_size : lseek(fd, 0, SEEK_CUR);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    begin();
    if (followed(fd) == NULL) {
        return real_write(fd, bytes, length);
    }
    hold();
    note_change(fd, followed(fd), place(fd), (int64_t) length, 0);
    ssize_t written = real_write(fd, bytes, length);
    let_go();
    return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    begin();
    if (followed(fd) == NULL) {
        return real_writev(fd, parts, count);
    }
    int64_t length = 0;
    for (int i = 0; i < count; i++) {
        length += (int64_t) parts[i].iov_len;
    }
    hold();
    note_change(fd, followed(fd), place(fd), length, 0);
    ssize_t written = real_writev(fd, parts, count);
    let_go();
    return written;
}

#define PWRITE(name)                                                      \
    ssize_t name(int fd, const void *bytes, size_t length, off_t offset)  \
    {                                                                     \
        begin();                                                          \
        if (followed(fd) == NULL) {                                       \
            return real_pwrite(fd, bytes, length, offset);                \
        }                                                                 \
        hold();                                                           \
        note_change(fd, followed(fd), offset, (int64_t) length, 0);       \
        ssize_t written = real_pwrite(fd, bytes, length, offset);         \
        let_go();                                                         \
        return written;                                                   \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define FTRUNCATE(name)                                     \
    int name(int fd, off_t size)                            \
    {                                                       \
        begin();                                            \
        if (followed(fd) == NULL) {                         \
            return real_ftruncate(fd, size);                \
        }                                                   \
        hold();                                             \
        note_change(fd, followed(fd), size, 0, 1);          \
        int result = real_ftruncate(fd, size);              \
        let_go();                                           \
        return result;                                      \
    }
FTRUNCATE(ftruncate)
FTRUNCATE(ftruncate64)

#define SYNC(name)                                                        \
    int name(int fd)                                                      \
    {                                                                     \
        begin();                                                          \
        if (followed(fd) == NULL) {                                       \
            return real_##name(fd);                                       \
        }                                                                 \
        hold(); /* nothing is written meanwhile: a sync covers what was */ \
        int result = 0;                                                   \
        if ((unsigned) rand_r(&seed) % 100 >= lies) {                     \
            result = real_##name(fd);                                     \
            if (result == 0) {                                            \
                forget(followed(fd));                                     \
            }                                                             \
        }                                                                 \
        let_go();                                                         \
        return result;                                                    \
    }
SYNC(fsync)
SYNC(fdatasync)

/* Keeps a name's file before the name goes. */
static void keep(const char *path)
{
    struct file *parent = is_followed_path(path) ? directory_of(path) : NULL;
    if (parent == NULL) {
        return;
    }
    char saved[PATH_MAX + 64];
    char line[PATH_MAX + 64];
    snprintf(saved, sizeof saved, "%s/saved-%lu", notes_directory, ++saved_count);
    if (link(path, saved) != 0) {
        return; /* there is no such file, and unlink will say so */
    }
    int length = snprintf(line, sizeof line, "-%s\tsaved-%lu\n", strrchr(path, '/') + 1, saved_count);
    write_note(parent->notes, line, (size_t) length);
}

int unlink(const char *path)
{
    begin();
    if (!is_followed_path(path)) {
        return real_unlink(path);
    }
    hold();
    keep(path);
    int result = real_unlink(path);
    let_go();
    return result;
}

int unlinkat(int at, const char *path, int flags)
{
    begin();
    if (!is_followed_path(path)) {
        return real_unlinkat(at, path, flags);
    }
    hold();
    keep(path);
    int result = real_unlinkat(at, path, flags);
    let_go();
    return result;
}

int rename(const char *from, const char *to)
{
    begin();
    if (is_followed_path(from) || is_followed_path(to)) {
        give_up("renames are not followed", from);
    }
    return real_rename(from, to);
}
