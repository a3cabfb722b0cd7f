# Outside libraries, each found once. What each is for: docs/internals/adr/0002-dependencies.md
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CURL 7.88 REQUIRED)
find_package(Protobuf 3.21 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(PkgConfig REQUIRED)
pkg_check_modules(secp256k1 REQUIRED IMPORTED_TARGET libsecp256k1)
pkg_check_modules(lz4 REQUIRED IMPORTED_TARGET liblz4)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)

# Debian's RocksDB ships a CMake package that drags in every compression library's finder; the shared library is enough.
find_library(KAISHO_ROCKSDB rocksdb REQUIRED)
add_library(rocksdb_lib INTERFACE)
target_link_libraries(rocksdb_lib INTERFACE ${KAISHO_ROCKSDB})

# The consensus engine, a program of its own (tools/setup go). Tests that start it get it in their environment:
#   set_tests_properties("name" PROPERTIES ENVIRONMENT "KAISHO_COMETBFT=${KAISHO_COMETBFT}")
set(KAISHO_COMETBFT ${PROJECT_SOURCE_DIR}/.cache/go/bin/cometbft CACHE FILEPATH "CometBFT 0.38 that the tests start")
