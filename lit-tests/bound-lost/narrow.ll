; Division in a type without a register is done in 32 bits: a verifier that loses the quotient does not
; know that it fits into a byte. LLVM 22 multiplies instead, which keeps the range.
;
; REQUIRES: llvm-16 || llvm-19
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@bytes = global [256 x i8] zeroinitializer

; CHECK-LABEL: @quotient(
; CHECK: call i64 asm
; CHECK: and i64 %{{.*}}, 127
define i8 @quotient(i8 %x) section "tc" {
  %third = udiv i8 %x, 3
  %index = zext i8 %third to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
}

; CHECK-LABEL: @whole(
; CHECK-NOT: asm
; CHECK: ret
define i8 @whole(i8 %x) section "tc" {
  %index = zext i8 %x to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
}

; Of a remainder, which 16 and 19 do not multiply for, no more is known.
; CHECK-LABEL: @remainder(
; CHECK: call i64 asm
; CHECK: and i64 %{{.*}}, 63
define i8 @remainder(i8 %x) section "tc" {
  %rest = urem i8 %x, 40
  %index = zext i8 %rest to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
}
