#include "command.hpp"

// kaisho completion: what shells ask.
namespace kaisho::cli {
namespace {

struct Options {
  std::string shell;
};

/// One line a word: "prefix) words ;;" for every word that has words or options behind it.
void list_words(const CLI::App& app, const std::string& path, std::string& cases) {
  std::string words;
  for (const auto* child : app.get_subcommands({})) words += child->get_name() + " ";
  for (const auto* option : app.get_options()) {
    if (!option->get_lnames().empty()) words += "--" + option->get_lnames().front() + " ";
  }
  cases += "    \"" + path + "\") words=\"" + words + "\" ;;\n";
  for (const auto* child : app.get_subcommands({})) {
    list_words(*child, path.empty() ? child->get_name() : path + " " + child->get_name(), cases);
  }
}

std::string bash_script(const CLI::App& app) {
  std::string cases;
  list_words(app, "", cases);
  return "_kaisho() {\n  local path=\"\" word words=\"\" i\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n    word=${COMP_WORDS[i]}\n"
         "    [[ $word == -* ]] && break\n    path=\"${path:+$path }$word\"\n  done\n"
         "  case \"$path\" in\n" +
         cases +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "  ((${#COMPREPLY[@]})) || COMPREPLY=($(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "}\ncomplete -F _kaisho kaisho";
}

}  // namespace

void add_completion_command(CLI::App& app, Session& session) {
  add_command<Options>(
      app, session, {"completion", "print a completion script for a shell", "completion bash"},
      [](CLI::App& command, Options& options) {
        command.add_option("SHELL", options.shell, "bash")->required()->check(CLI::IsMember({"bash"}));
      },
      [&app](Session&, const Options&) -> Result<Report> {
        const auto script = bash_script(app);
        return Report{script, {{"script", script}}};
      });
}

}  // namespace kaisho::cli
