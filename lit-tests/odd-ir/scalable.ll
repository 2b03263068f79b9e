; Vectors as long as the machine has them: BPF has none, and their size is no number.
;
; RUN: %verified %s -o %t.1 2>%t.warnings && %verified %s -o %t.2 2>/dev/null && cmp %t.1 %t.2
; RUN: %opt %s -o %t.warn 2>/dev/null && %llvm-bin/opt -S %s -o %t.plain && cmp %t.warn %t.plain

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

define i32 @scalable(ptr %ctx) section "socket" {
  %o = alloca <vscale x 4 x i32>, align 16
  store <vscale x 4 x i32> zeroinitializer, ptr %o
  %x = load i64, ptr %ctx
  %p = getelementptr <vscale x 4 x i32>, ptr %o, i64 %x
  %v = load <vscale x 4 x i32>, ptr %p
  store <vscale x 4 x i32> %v, ptr %ctx
  %q = getelementptr <vscale x 4 x i32>, ptr %ctx, i64 1
  %r = load i32, ptr %q
  ret i32 %r
}
