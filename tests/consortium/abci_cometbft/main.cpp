#include <cstdio>
#include <iostream>
#include <set>

#include <kaisho/abci/grammar.hpp>
#include <kaisho/abci/server.hpp>

#include "counter.hpp"

/// abci_counter ADDRESS FILE: serves until its input ends, then says in one line of JSON what it saw. Every call is
/// checked against the grammar when it comes; a violation is told at once and makes the exit code 1.
int main(int argc, char** argv) {
  using namespace kaisho;
  if (argc != 3) return std::fputs("usage: abci_counter ADDRESS FILE\n", stderr), 2;
  counter::Counter application(argv[2]);
  abci::Grammar grammar;
  std::set<std::uint64_t> connections;
  std::uint64_t lives = 0;
  std::size_t calls = 0;
  std::size_t violations = 0;
  abci::ServerEvents events;
  events.log = [](std::string_view line) { std::cerr << "abci: " << line << std::endl; };
  events.on_halt = [](const std::string& reason) { std::cerr << "halt: " << reason << std::endl; };
  events.observe = [&](const abci::CallRecord& call) {
    ++calls;
    lives = call.life;
    connections.insert(call.connection);
    if (const auto wrong = grammar.next(call)) {
      ++violations;
      std::cout << "VIOLATION at call " << calls << " (" << abci::name_of(call.call) << "): " << *wrong << std::endl;
    }
  };
  auto server = abci::Server::start({.listen = argv[1]}, application, events);
  if (!server) return std::fprintf(stderr, "%s\n", server.error().c_str()), 2;
  std::cout << (*server)->address() << std::endl;
  while (std::cin.get() != EOF) continue;
  server->reset();
  std::printf("{\"lives\": %llu, \"connections\": %zu, \"calls\": %zu, \"violations\": %zu}\n",
              static_cast<unsigned long long>(lives), connections.size(), calls, violations);
  return violations == 0 ? 0 : 1;
}
