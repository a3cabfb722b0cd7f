#include <iostream>
#include <kaisho/cli/main.hpp>

int main(int argc, char** argv) { return kaisho::cli::run(argc, argv, std::cout, std::cerr); }
