# The layers of the pass, from the lowest up, and which of those below it each may include. The build
# holds them to it: the include path of a layer has links to itself and to these, and to nothing else
# of the pass. `ctest -R layers` shows that it does.

# A layer with a CMakeLists.txt of its own is a library, which the command and the tests link, too.

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

# The same of what is not of the pass: what the project knows of kernels, and how it tells of failures.
function(outside name path)
  set(root ${CMAKE_BINARY_DIR}/layers/${name})
  cmake_path(GET path PARENT_PATH folder)
  file(MAKE_DIRECTORY ${root}/${folder})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${path} ${root}/${path} SYMBOLIC)
  add_library(layer-${name} INTERFACE)
  target_include_directories(layer-${name} INTERFACE ${root})
endfunction()
outside(kernel kernel)
outside(failure lab/failure.h)

set(BPFMEND_LAYERS)
layer(support)  # arrays, offsets: no LLVM
layer(bridge    # what LLVM has no C API for, in C++
  SEES support)
layer(ir        # a small library on LLVM's C API
  SEES support bridge)
layer(bpf       # what BPF, libbpf and the kernels say: tables
  SEES kernel support bridge ir)
layer(verifier  # walks code as the verifier of a kernel does: a library without LLVM
  SEES kernel bpf)
layer(bytecode  # what lies in a compiled object: a library without LLVM
  SEES failure bpf verifier)
layer(backend   # LLVM's own backend on a copy of the module, in C++
  SEES support)
layer(emit      # what the backend makes of a module: each instruction, and what it was made of
  SEES failure support bridge bpf verifier bytecode backend)
layer(predict   # what kernels will say of what is emitted
  SEES kernel failure support bridge bpf verifier bytecode emit)
layer(stack     # stack objects, their accesses, and what calls do to memory
  SEES kernel support bridge ir bpf)
layer(bytes     # what the bytes of stack objects hold: must and may
  SEES support bridge ir bpf stack)
layer(ranges    # what numbers can be, and what the verifier knows of them
  SEES support bridge ir bpf stack)
layer(prove     # what is true of numbers: Z3 proves it, and nothing else licenses a rewrite
  SEES support bridge ir bpf stack ranges)
layer(context   # what of a program's context, or of a socket, an address points at
  SEES kernel support bridge ir bpf verifier stack prove)
layer(rewrite   # what mends build
  SEES support bridge ir bpf stack bytes)
layer(hazards   # a hazard each
  SEES kernel failure support bridge ir bpf verifier bytecode emit stack bytes ranges prove context rewrite)
layer(driver    # the pass, its options and its reports
  SEES kernel failure support bridge ir bpf verifier bytecode emit predict stack ranges prove rewrite hazards)
layer(plugin    # LLVM's entry, in C++
  SEES bridge emit predict ranges prove driver)
