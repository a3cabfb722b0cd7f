#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>

#include "session.hpp"

namespace kaisho::cli {

/// Adds the word with --json, --help and its example.
CLI::App& add_word(CLI::App& parent, Session& session, const Words& words);

template <class Options>
CLI::App& add_command(CLI::App& parent, Session& session, const Words& words,
                      const std::function<void(CLI::App&, Options&)>& declare,
                      std::function<Result<Report>(Session&, const Options&)> act) {
  auto& app = add_word(parent, session, words);
  auto options = std::make_shared<Options>();
  declare(app, *options);
  app.callback([&session, options, act = std::move(act)] {
    session.action = [&session, options, act] { return act(session, *options); };
  });
  return app;
}

}  // namespace kaisho::cli
