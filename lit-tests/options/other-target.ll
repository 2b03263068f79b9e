; A program that is not for BPF has no verifier: nothing is said and nothing is done.
;
; RUN: %opt -bpfmend-mode=mend %s -o - 2>%t.err | %filecheck %s
; RUN: count 0 < %t.err

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "x86_64-pc-linux-gnu"

; CHECK: load i8
define i8 @read(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}
