#include <pthread.h>
#include <signal.h>

#include "kaisho/node/node.hpp"

namespace kaisho::node {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

StopSignal::StopSignal() {
  const auto set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);  // a client that hangs up is an error code, not the end
}

int StopSignal::wait() {
  const auto set = stop_signals();
  int which = 0;
  while (sigwait(&set, &which) != 0) {
  }
  return which;
}

}  // namespace kaisho::node
