/* A disk that fails when it is told to, or that keeps through a power cut only what was synced.

   Preloaded into a server. DISK_FOLDER is the folder that stands for the disk.

   DISK_FAULT names a file outside of it. While that file exists, its one line "kind run bytes" says what happens:
     full       files grow by so many more bytes altogether, then ENOSPC
     io         so many more bytes are written, then EIO
     sync       fsync gives EIO
     readonly   EROFS
     read       reading gives EIO, as opening does; writing goes on
   `run` is a number of its own for each fault: with a new one the bytes are counted again.

   DISK_PLATTER names a folder that holds what a power cut leaves: each file's bytes as they were when it was
   last synced, and in `names` the folder's entries as they were when the folder itself was last synced. */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NEXT(type, name) ((type)dlsym(RTLD_NEXT, name))
#define CHUNK 65536

struct fault {
    int error;
    int on_sync, on_read;
};

static const char *folder, *fault_file, *platter;
static atomic_long room, run_seen = -1;

/* Which disk */

static int within(const char *path) {
    size_t length = folder ? strlen(folder) : 0;
    return length && strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int is_ours(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return within(path);
}

/* Faults */

static struct fault fault_now(void) {
    struct fault found = {0, 0, 0};
    char line[128], kind[32];
    long run, bytes;
    int keep = errno, file = fault_file ? (int)syscall(SYS_openat, AT_FDCWD, fault_file, O_RDONLY) : -1;
    ssize_t length = file < 0 ? 0 : syscall(SYS_read, file, line, sizeof line - 1);
    if (file >= 0) syscall(SYS_close, file);
    errno = keep;
    if (length <= 0) return found;
    line[length] = 0;
    if (sscanf(line, "%31s %ld %ld", kind, &run, &bytes) != 3) return found;
    if (atomic_exchange(&run_seen, run) != run) atomic_store(&room, bytes);
    found.on_sync = strcmp(kind, "sync") == 0;
    found.on_read = strcmp(kind, "read") == 0;
    found.error = strcmp(kind, "full") == 0 ? ENOSPC : strcmp(kind, "readonly") == 0 ? EROFS : EIO;
    return found;
}

/* How many of the bytes may be written up to `end`; -1 and errno when none. */
static ssize_t allowed(int fd, size_t asked, off_t end) {
    struct stat now;
    struct fault fault;
    if (!is_ours(fd) || !(fault = fault_now()).error || fault.on_sync || fault.on_read) return (ssize_t)asked;
    if (fault.error == ENOSPC && fstat(fd, &now) == 0 && end <= now.st_size) return (ssize_t)asked;
    long left = atomic_load(&room), taken = left < (long)asked ? left : (long)asked;
    atomic_fetch_sub(&room, taken);
    if (taken > 0 && fault.error != EROFS) return taken;
    errno = fault.error;
    return -1;
}

static int refused(const char *path, int makes_something) {
    struct fault fault;
    if (!within(path) || !(fault = fault_now()).error || fault.on_sync || fault.on_read) return 0;
    if (fault.error != EROFS && (!makes_something || atomic_load(&room) > 0)) return 0;
    errno = fault.error;
    return 1;
}

ssize_t pread64(int fd, void *bytes, size_t asked, off64_t at) {
    struct fault fault;
    if (is_ours(fd) && (fault = fault_now()).error && fault.on_read) {
        errno = fault.error;
        return -1;
    }
    return NEXT(ssize_t(*)(int, void *, size_t, off64_t), "pread64")(fd, bytes, asked, at);
}

ssize_t pread(int fd, void *bytes, size_t asked, off_t at) { return pread64(fd, bytes, asked, at); }

ssize_t write(int fd, const void *bytes, size_t asked) {
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t may = at < 0 ? (ssize_t)asked : allowed(fd, asked, at + (off_t)asked);
    return may < 0 ? -1 : NEXT(ssize_t(*)(int, const void *, size_t), "write")(fd, bytes, (size_t)may);
}

ssize_t pwrite64(int fd, const void *bytes, size_t asked, off64_t at) {
    ssize_t may = allowed(fd, asked, at + (off64_t)asked);
    if (may < 0) return -1;
    return NEXT(ssize_t(*)(int, const void *, size_t, off64_t), "pwrite64")(fd, bytes, (size_t)may, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t asked, off_t at) { return pwrite64(fd, bytes, asked, at); }

int ftruncate64(int fd, off64_t size) {
    struct stat now;
    struct fault fault;
    if (is_ours(fd) && (fault = fault_now()).error && !fault.on_sync && !fault.on_read) {
        int grows = fstat(fd, &now) == 0 && size > now.st_size;
        if (fault.error == EROFS || (atomic_load(&room) <= 0 && (grows || fault.error == EIO))) {
            errno = fault.error;
            return -1;
        }
    }
    return NEXT(int (*)(int, off64_t), "ftruncate64")(fd, size);
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int open_file(const char *name, const char *path, int flags, mode_t mode) {
    int makes = (flags & O_CREAT) && access(path, F_OK) != 0;
    if ((makes || (flags & O_ACCMODE) != O_RDONLY) && refused(path, makes)) return -1;
    return NEXT(int (*)(const char *, int, ...), name)(path, flags, mode);
}

#define OPENS(name)                                       \
    int name(const char *path, int flags, ...) {          \
        va_list more;                                     \
        va_start(more, flags);                            \
        mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0; \
        va_end(more);                                     \
        return open_file(#name, path, flags, mode);       \
    }
OPENS(open)
OPENS(open64)

int mkdir(const char *path, mode_t mode) {
    return refused(path, 1) ? -1 : NEXT(int (*)(const char *, mode_t), "mkdir")(path, mode);
}

int unlink(const char *path) {
    return refused(path, 0) ? -1 : NEXT(int (*)(const char *), "unlink")(path);
}

/* What a power cut leaves */

/* Inode numbers come again; together with its birth a file has one name of its own. */
static int name_of(int dir, const char *entry, char *name, mode_t *mode) {
    struct statx about;
    if (statx(dir, entry, AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &about) != 0) return -1;
    sprintf(name, "%llu-%lld-%u", (unsigned long long)about.stx_ino, (long long)about.stx_btime.tv_sec,
            about.stx_btime.tv_nsec);
    *mode = about.stx_mode;
    return 0;
}

static int on_platter(const char *name) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", platter, name);
    return (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT, 0600);
}

/* In place: a kill in the middle leaves old or new bytes, never fewer. */
static void keep_file(int fd, const char *name) {
    static _Thread_local char bytes[CHUNK];
    off_t at = 0;
    ssize_t length;
    int kept = on_platter(name);
    while ((length = pread(fd, bytes, CHUNK, at)) > 0) at += syscall(SYS_pwrite64, kept, bytes, length, at);
    syscall(SYS_ftruncate, kept, at);
    syscall(SYS_close, kept);
}

static void keep_names(void) {
    char line[PATH_MAX], name[96], from[PATH_MAX], to[PATH_MAX];
    mode_t mode;
    int kept = on_platter("names.new");
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        if (name_of(dirfd(entries), entry->d_name, name, &mode) != 0 || !S_ISREG(mode)) continue;
        int length = snprintf(line, sizeof line, "%s %s\n", name, entry->d_name);
        syscall(SYS_write, kept, line, length);
    }
    if (entries) closedir(entries);
    syscall(SYS_close, kept);
    snprintf(from, sizeof from, "%s/names.new", platter);
    snprintf(to, sizeof to, "%s/names", platter);
    rename(from, to);
}

static int synced(const char *call, int fd) {
    struct fault fault;
    char name[96];
    mode_t mode;
    if (!is_ours(fd)) return NEXT(int (*)(int), call)(fd);
    if ((fault = fault_now()).on_sync) {
        errno = fault.error;
        return -1;
    }
    if (!platter) return NEXT(int (*)(int), call)(fd);
    if (name_of(fd, "", name, &mode) != 0) return -1;
    if (S_ISDIR(mode)) keep_names();
    else keep_file(fd, name);
    return 0;
}

int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }

/* What was there before the first start has been on the disk for long. */
static void keep_everything(void) {
    char name[96];
    mode_t mode;
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        int fd = openat(dirfd(entries), entry->d_name, O_RDONLY);
        if (fd < 0) continue;
        if (name_of(fd, "", name, &mode) == 0 && S_ISREG(mode)) keep_file(fd, name);
        close(fd);
    }
    if (entries) closedir(entries);
    keep_names();
}

__attribute__((constructor)) static void begin(void) {
    char names[PATH_MAX];
    folder = getenv("DISK_FOLDER");
    fault_file = getenv("DISK_FAULT");
    platter = getenv("DISK_PLATTER");
    if (!platter) return;
    snprintf(names, sizeof names, "%s/names", platter);
    if (access(names, F_OK) != 0) keep_everything();
}
