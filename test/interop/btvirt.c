/* Preloaded into btvirt, which keeps its sockets in /tmp, where two runs would meet, and needs the kernel's AF_ALG even
   where nothing is encrypted by the controller. Here the sockets are in BTVIRT_FOLDER, and where the kernel has no
   AF_ALG its sockets open and are of no use. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#ifndef AF_ALG
#define AF_ALG 38
#endif

int socket(int domain, int type, int protocol) {
  int (*real)(int, int, int) = dlsym(RTLD_NEXT, "socket");
  int fd = real(domain, type, protocol);
  return fd < 0 && domain == AF_ALG && errno == EAFNOSUPPORT ? real(AF_UNIX, type, protocol) : fd;
}

int bind(int fd, const struct sockaddr *address, socklen_t length) {
  int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "bind");
  if (address->sa_family == AF_ALG) {
    real(fd, address, length);
    return 0;
  }
  const char *folder = getenv("BTVIRT_FOLDER");
  if (address->sa_family != AF_UNIX || folder == NULL) return real(fd, address, length);
  struct sockaddr_un moved = {.sun_family = AF_UNIX};
  const char *name = strrchr(((const struct sockaddr_un *)address)->sun_path, '/');
  if (snprintf(moved.sun_path, sizeof moved.sun_path, "%s%s", folder, name ? name : "/socket") >= (int)sizeof moved.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  return real(fd, (const struct sockaddr *)&moved, sizeof moved);
}
