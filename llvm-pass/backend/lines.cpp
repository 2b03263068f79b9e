// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the line table of the object that the backend wrote: from what a row
// says on, up to the next row, all code is of its line.

#include "llvm-pass/backend/copy.h"

#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/Object/ELFObjectFile.h"

#include <algorithm>

using namespace llvm;
using namespace llvm::object;

namespace {

constexpr uint64_t SizeOfOne = 8;

// Where the code of a line begins, or the code of none: line 0.
struct Row {
  uint64_t Section; // its index in the object
  uint64_t Offset;  // into it, in bytes
  uint32_t Line;

  bool operator<(const Row &Other) const {
    return std::tie(Section, Offset) < std::tie(Other.Section, Other.Offset);
  }
};

} // namespace

// The rows of all functions, sorted. A row that ends a sequence is of no line.
static SmallVector<Row, 0> rowsOf(const ObjectFile &File) {
  SmallVector<Row, 0> Rows;
  auto Ignore = [](Error Failed) { consumeError(std::move(Failed)); };
  std::unique_ptr<DWARFContext> Debug =
      DWARFContext::create(File, DWARFContext::ProcessDebugRelocations::Process,
                           nullptr, "", Ignore, Ignore);

  for (const std::unique_ptr<DWARFUnit> &Unit : Debug->compile_units()) {
    const DWARFDebugLine::LineTable *Table =
        Debug->getLineTableForUnit(Unit.get());
    if (!Table)
      continue;
    for (const DWARFDebugLine::Row &From : Table->Rows)
      Rows.push_back({From.Address.SectionIndex, From.Address.Address,
                      From.EndSequence ? 0 : From.Line});
  }
  // Of two that begin at one place, the later one holds.
  llvm::stable_sort(Rows);
  return Rows;
}

// Fills what a function's instructions came from: Start is where it begins.
static void mapRows(ArrayRef<Row> Rows, ArrayRef<Instruction *> Numbered,
                    const Row &Start, backend_function &To) {
  uint64_t End = Start.Offset + To.count * SizeOfOne;
  const Row *At = llvm::lower_bound(Rows, Start);

  for (; At != Rows.end() && At->Section == Start.Section && At->Offset < End;
       ++At) {
    const Row *Next = At + 1;
    uint64_t Stop = Next != Rows.end() && Next->Section == At->Section
                        ? std::min(Next->Offset, End)
                        : End;
    if (!At->Line || At->Line > Numbered.size())
      continue;
    for (uint64_t I = At->Offset; I < Stop; I += SizeOfOne)
      To.from[(I - Start.Offset) / SizeOfOne] = wrap(Numbered[At->Line - 1]);
  }
}

static Error readFunctions(Module &M, ArrayRef<Instruction *> Numbered,
                           const ELFObjectFileBase &File,
                           backend_output &Output) {
  SmallVector<Row, 0> Rows = rowsOf(File);
  auto Symbols = File.symbols();

  Output.functions = bpfmend::newArray<backend_function>(
      std::distance(Symbols.begin(), Symbols.end()));
  for (const ELFSymbolRef &Symbol : Symbols) {
    Expected<section_iterator> Section = Symbol.getSection();
    Expected<StringRef> Name = Symbol.getName();
    Expected<uint64_t> Offset = Symbol.getValue();
    if (!Section)
      return Section.takeError();
    if (!Name)
      return Name.takeError();
    if (!Offset)
      return Offset.takeError();
    if (Symbol.getELFType() != ELF::STT_FUNC || *Section == File.section_end())
      continue;
    backend_function &To = Output.functions[Output.function_count++];
    To.name = bpfmend::newText(*Name);
    To.function = wrap(M.getFunction(*Name));
    To.count = Symbol.getSize() / SizeOfOne;
    To.from = bpfmend::newArray<LLVMValueRef>(To.count);
    mapRows(Rows, Numbered, {(*Section)->getIndex(), *Offset, 0}, To);
  }
  return Error::success();
}

bool bpfmend::readLines(Module &M, ArrayRef<Instruction *> Numbered,
                        backend_output &Output, std::string &Refusal) {
  StringRef Object(reinterpret_cast<const char *>(Output.object),
                   Output.object_size);
  Expected<std::unique_ptr<ObjectFile>> File =
      ObjectFile::createELFObjectFile(MemoryBufferRef(Object, "emitted"));

  if (!File) {
    Refusal = toString(File.takeError());
    return false;
  }
  if (Error Failed =
          readFunctions(M, Numbered, cast<ELFObjectFileBase>(**File), Output)) {
    Refusal = toString(std::move(Failed));
    return false;
  }
  return true;
}
