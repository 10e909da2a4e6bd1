// MPI's names are macros that Swift does not see.
#pragma once
#define _GNU_SOURCE
#include <mpi.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>

// A pointer in some implementations and a number in others.
typedef struct {
  MPI_Request request;
} dnn_mpi_request;

static inline int dnn_mpi_start(void) {
  int level;
  return MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level);
}

static inline int dnn_mpi_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

static inline int dnn_mpi_count(void) {
  int count = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  return count;
}

static inline int dnn_mpi_send(const void *bytes, int count, int receiver,
                               dnn_mpi_request *message) {
  return MPI_Isend(bytes, count, MPI_BYTE, receiver, 0, MPI_COMM_WORLD, &message->request);
}

static inline int dnn_mpi_receive(void *bytes, int count, int sender,
                                  dnn_mpi_request *message) {
  return MPI_Irecv(bytes, count, MPI_BYTE, sender, 0, MPI_COMM_WORLD, &message->request);
}

// Whether all requests are done.
static inline int dnn_mpi_test(int count, dnn_mpi_request *messages) {
  int done = 0;
  MPI_Testall(count, &messages->request, &done, MPI_STATUSES_IGNORE);
  return done;
}

static inline void dnn_mpi_abort(int status) { MPI_Abort(MPI_COMM_WORLD, status); }

// A number for the machine and the processors that this process may use: processes with the same one
// share these processors.
static inline uint64_t dnn_mpi_place(void) {
  char name[MPI_MAX_PROCESSOR_NAME + 1] = {0};
  int length = 0;
  cpu_set_t allowed;
  memset(&allowed, 0, sizeof allowed);
  MPI_Get_processor_name(name, &length);
  sched_getaffinity(0, sizeof allowed, &allowed);
  uint64_t hash = 14695981039346656037u;
  for (int i = 0; i < length; i++) hash = (hash ^ (uint8_t)name[i]) * 1099511628211u;
  const uint8_t *bytes = (const uint8_t *)&allowed;
  for (size_t i = 0; i < sizeof allowed; i++) hash = (hash ^ bytes[i]) * 1099511628211u;
  return hash;
}
