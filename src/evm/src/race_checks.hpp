#pragma once

/// ThreadSanitizer does not see the locks and reference counts of the Rust side (nobody compiled them for it), only
/// its memcpy and free, and takes what they order for races. So it looks away inside native calls, and looks again
/// inside the callbacks, which are ours. Without the sanitizer this is nothing.
#if defined(__SANITIZE_THREAD__)
#define KAISHO_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define KAISHO_TSAN 1
#endif
#endif

#ifdef KAISHO_TSAN
extern "C" void __tsan_ignore_thread_begin();
extern "C" void __tsan_ignore_thread_end();
#endif

namespace kaisho::evm {

inline void begin_unseen() {
#ifdef KAISHO_TSAN
  __tsan_ignore_thread_begin();
#endif
}

inline void end_unseen() {
#ifdef KAISHO_TSAN
  __tsan_ignore_thread_end();
#endif
}

/// For the life of one: inside Rust.
struct [[nodiscard]] InNative {
  InNative() { begin_unseen(); }
  InNative(const InNative&) = delete;
  InNative& operator=(const InNative&) = delete;
  ~InNative() { end_unseen(); }
};

/// For the life of one: back in C++, beneath Rust.
struct [[nodiscard]] InCallback {
  InCallback() { end_unseen(); }
  InCallback(const InCallback&) = delete;
  InCallback& operator=(const InCallback&) = delete;
  ~InCallback() { begin_unseen(); }
};

/// Calls into Rust.
template <class Function, class... Args>
auto call_native(Function function, Args... args) {
  const InNative native;
  return function(args...);
}

}  // namespace kaisho::evm
