; When a product with a constant wraps is told by a division, exactly, for constants of either sign;
; products behind the first few are unknown, whatever the flags: they take the solver too long.
; RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-proofs>' -disable-output %s 2>&1 | %filecheck %s
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

; CHECK-LABEL: signed:
; CHECK: entry 1 %y: signed -120 to 120
define i8 @signed(i8 %x) {
entry:
  %y = mul nsw i8 %x, 10
  %use = xor i8 %y, 1
  ret i8 %use
}

; CHECK-LABEL: negative:
; CHECK: entry 2 %x.16: signed -3276 to 3276
define i16 @negative(i32 %x) {
entry:
  %x.16 = trunc i32 %x to i16
  %y = mul nsw i16 %x.16, -10
  %use = xor i16 %x.16, %y
  ret i16 %use
}

; CHECK-LABEL: minus_one:
define i8 @minus_one(i8 %x) {
entry:
  %y = mul nsw i8 %x, -1
  %use = xor i8 %y, 1
  ret i8 %use
}

; CHECK-LABEL: unsigned:
; CHECK: entry 1 %y: unsigned 0 to 250
define i8 @unsigned(i8 %x) {
entry:
  %y = mul nuw i8 %x, 10
  %use = xor i8 %y, 1
  ret i8 %use
}
