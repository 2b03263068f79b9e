# The layers of the pass, from the lowest up, and which of those below it each may include. The build
# holds them to it: the include path of a layer has links to itself and to these, and to nothing else
# of the pass. `ctest -R layers` shows that it does.

# Defines layer-NAME, whose users see the headers of the layer, and lists it in BPFMEND_LAYERS.
function(layer name)
  cmake_parse_arguments(PARSE_ARGV 1 layer "" "" SEES)
  set(root ${CMAKE_BINARY_DIR}/layers/${name})
  file(MAKE_DIRECTORY ${root}/llvm-pass)
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/${name} ${root}/llvm-pass/${name} SYMBOLIC)
  add_library(layer-${name} INTERFACE)
  target_include_directories(layer-${name} INTERFACE ${root})
  set(BPFMEND_LAYERS ${BPFMEND_LAYERS} ${name} PARENT_SCOPE)
  set(BPFMEND_LAYER_SEES_${name} ${layer_SEES} PARENT_SCOPE)
endfunction()

# What the project knows of kernels.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/layers/kernel)
file(CREATE_LINK ${CMAKE_SOURCE_DIR}/kernel ${CMAKE_BINARY_DIR}/layers/kernel/kernel SYMBOLIC)
add_library(layer-kernel INTERFACE)
target_include_directories(layer-kernel INTERFACE ${CMAKE_BINARY_DIR}/layers/kernel)

# What lies in an object: a library by itself, which the command and the tests link, too.
foreach(seen llvm-pass/bytecode llvm-pass/verifier lab)
  get_filename_component(above ${CMAKE_BINARY_DIR}/layers/bytecode/${seen} DIRECTORY)
  file(MAKE_DIRECTORY ${above})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${seen} ${CMAKE_BINARY_DIR}/layers/bytecode/${seen} SYMBOLIC)
endforeach()
add_library(layer-bytecode INTERFACE)
target_include_directories(layer-bytecode INTERFACE ${CMAKE_BINARY_DIR}/layers/bytecode)

set(BPFMEND_LAYERS)
layer(support)  # arrays, offsets: no LLVM
layer(bridge    # what LLVM has no C API for, in C++
  SEES support)
layer(backend   # LLVM's own backend on a copy, in C++
  SEES support)
layer(emit      # what it makes of a module, read
  SEES bytecode support bridge backend)
layer(ir        # a small library on LLVM's C API
  SEES support bridge)
layer(bpf       # what BPF, libbpf and the kernels say: tables
  SEES kernel support bridge ir)
layer(context   # what of a program's context an address points at
  SEES support bridge ir bpf)
layer(stack     # stack objects, their accesses, and what calls do to memory
  SEES kernel support bridge ir bpf)
layer(bytes     # what the bytes of stack objects hold: must and may
  SEES support bridge ir bpf stack)
layer(ranges    # what numbers can be, and what the verifier knows of them
  SEES support bridge ir bpf stack)
layer(rewrite   # what mends build
  SEES support bridge ir bpf stack bytes)
layer(hazards   # a hazard each
  SEES kernel support bridge ir bpf context stack bytes ranges rewrite)
layer(driver    # the pass, its options and its reports
  SEES kernel support bridge emit ir bpf stack ranges rewrite hazards)
layer(plugin    # LLVM's entry, in C++
  SEES bridge emit ranges driver)
