# The house's one rule, made a build failure: a module links only modules of a lower level.
#
#   add_module(<name> LEVEL <n>
#     SOURCES <file>...            # .cpp of the module, relative to its folder; never globbed
#     [DEPENDS <module>...]        # modules of a lower level, visible to users of this one
#     [LINK <target>...]           # outside libraries, private
#     [TESTS <file>...]            # one GoogleTest program <name>_test
#     [TEST_DEPENDS <module>...]   # modules that only the tests use; any level up to the tests' own
#     [TEST_LINK <target>...])
#
# A module without sources is an interface: headers and what they lead to.
# A test may use higher modules (a governance test runs programs on the real EVM); the library never can.

define_property(TARGET PROPERTY KAISHO_LEVEL BRIEF_DOCS "level of a module" FULL_DOCS "a module links only lower levels")

function(add_module name)
  cmake_parse_arguments(PARSE_ARGV 1 M "" "LEVEL" "SOURCES;DEPENDS;LINK;TESTS;TEST_DEPENDS;TEST_LINK")
  if(NOT DEFINED M_LEVEL)
    message(FATAL_ERROR "add_module(${name}): LEVEL is missing")
  endif()
  if(M_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "add_module(${name}): unknown words: ${M_UNPARSED_ARGUMENTS}")
  endif()

  if(M_SOURCES)
    add_library(kaisho_${name} STATIC ${M_SOURCES})
    set(visibility PUBLIC)
    target_link_libraries(kaisho_${name} PRIVATE kaisho_warnings ${M_LINK})
  else()
    add_library(kaisho_${name} INTERFACE)
    set(visibility INTERFACE)
  endif()
  add_library(kaisho::${name} ALIAS kaisho_${name})
  set_target_properties(kaisho_${name} PROPERTIES KAISHO_LEVEL ${M_LEVEL})
  target_include_directories(kaisho_${name} ${visibility} include)

  set_property(GLOBAL APPEND PROPERTY KAISHO_MODULE_TABLE "| ${M_LEVEL} | `${name}` | ${M_DEPENDS} |")

  foreach(other IN LISTS M_DEPENDS)
    _kaisho_require_lower(${name} ${M_LEVEL} ${other})
    target_link_libraries(kaisho_${name} ${visibility} kaisho::${other})
  endforeach()

  if(M_TESTS AND KAISHO_TESTS)
    add_executable(${name}_test ${M_TESTS})
    target_link_libraries(${name}_test PRIVATE kaisho::${name} kaisho_warnings GTest::gmock GTest::gtest_main ${M_TEST_LINK})
    foreach(other IN LISTS M_TEST_DEPENDS)
      target_link_libraries(${name}_test PRIVATE kaisho::${other})
    endforeach()
    target_compile_definitions(${name}_test PRIVATE KAISHO_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                                    KAISHO_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/tests")
    if(TARGET unit_tests)
      add_dependencies(unit_tests ${name}_test)
    endif()
    gtest_discover_tests(${name}_test TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                         PROPERTIES LABELS unit TIMEOUT 600)
  endif()
endfunction()

function(_kaisho_require_lower name level other)
  if(NOT TARGET kaisho_${other})
    message(FATAL_ERROR "add_module(${name}): depends on '${other}', which is no module or comes later in src/CMakeLists.txt")
  endif()
  get_target_property(other_level kaisho_${other} KAISHO_LEVEL)
  if(NOT other_level LESS level)
    message(FATAL_ERROR "add_module(${name}): level ${level} may not depend on '${other}' of level ${other_level}: "
                        "dependencies go downward only (docs/internals/architecture.md)")
  endif()
endfunction()

# Writes the table of modules, levels and links as the build has them; docs/internals/modules.md must be the same.
function(write_module_table file)
  get_property(rows GLOBAL PROPERTY KAISHO_MODULE_TABLE)
  set(text "# The modules and what they link\n\nMade by the build from `src/*/CMakeLists.txt`; a test compares. Only direct links are listed.\n\n")
  string(APPEND text "| level | module | links |\n| --- | --- | --- |\n")
  string(REPLACE "|;|" "|\n|" rows "${rows}")
  string(REPLACE ";" ", " rows "${rows}")
  file(WRITE ${file} "${text}${rows}\n")
endfunction()
