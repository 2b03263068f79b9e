; What a comparison tells of a number that has the same bits, and of one that has not.
;
; RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-ranges>' \
; RUN:   -disable-output %s 2>&1 | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

; CHECK-LABEL: shifted:
; CHECK: in 0 %low: unsigned 0 to 30,
define i64 @shifted(i32 %x) {
entry:
  %high = shl i32 %x, 16
  %low = and i32 %x, 65535
  %many = icmp ugt i32 %high, 1966080
  br i1 %many, label %out, label %in
in:
  %index = zext i32 %low to i64
  ret i64 %index
out:
  ret i64 0
}

; x - 9 is up to 30, so x is from 9 to 39.
; CHECK-LABEL: shifted_difference:
; CHECK: in 0 %low: unsigned 9 to 39,
define i64 @shifted_difference(i32 %x) {
entry:
  %less = add i32 %x, -9
  %high = shl i32 %less, 16
  %low = and i32 %x, 65535
  %many = icmp ugt i32 %high, 1966080
  br i1 %many, label %out, label %in
in:
  %index = zext i32 %low to i64
  ret i64 %index
out:
  ret i64 0
}

; Only 8 of the 16 bits that were shifted up are the number's.
; CHECK-LABEL: narrowed:
; CHECK-NOT: in 0 %low: unsigned 0 to 30,
; CHECK: in 0 %low: unsigned 0 to 65535,
define i64 @narrowed(i32 %x) {
entry:
  %byte = and i32 %x, 255
  %high = shl i32 %byte, 16
  %low = and i32 %x, 65535
  %many = icmp ugt i32 %high, 1966080
  br i1 %many, label %out, label %in
in:
  %index = zext i32 %low to i64
  ret i64 %index
out:
  ret i64 0
}

; "xor x, false" is x.
; CHECK-LABEL: not_inverted:
; CHECK: yes 0 %x: unsigned 0 to 9,
; CHECK: no 0 %x: unsigned 10 to
define i64 @not_inverted(i64 %x) {
entry:
  %few = icmp ult i64 %x, 10
  %same = xor i1 %few, false
  br i1 %same, label %yes, label %no
yes:
  %y = add i64 %x, 1
  ret i64 %y
no:
  %z = add i64 %x, 2
  ret i64 %z
}
