; Two values that are returned, of which one is made of the other: what the first mend replaced is no
; sign any more for the second, which must not take it for a negation.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=retval-range %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; CHECK-LABEL: @prog(
; CHECK: %[[CHOSEN:.*]] = select i1 %{{.*}}, i32 -13, i32
; CHECK: xor i32 %[[CHOSEN]], -13
define i32 @prog(ptr %ctx) section "lsm/file_open" {
entry:
  %x = call i32 inttoptr (i64 7 to ptr)()
  %sign = ashr i32 %x, 31
  %error = and i32 %sign, -13
  %flag = icmp eq i32 %x, 7
  br i1 %flag, label %other, label %out
other:
  %none = xor i32 %error, -13
  br label %out
out:
  %r = phi i32 [ %error, %entry ], [ %none, %other ]
  ret i32 %r
}
