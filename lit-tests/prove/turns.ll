; What the solver proves of numbers in loops: a condition is of one turn, that of the place.
; RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-proofs>' -disable-output %s 2>&1 | %filecheck %s
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

declare i64 @any()

; n is drawn anew each turn, below 4000, so i gets to 3999: that this n is below 10 tells nothing of
; the last one, which let i be counted up. The index may be up to 4103.
; CHECK-LABEL: another_turn:
; CHECK: loop 7 %index: unsigned 0 to {{4[1-9]|5}}
define i64 @another_turn(i64 %x) {
entry:
  %rest = urem i64 %x, 100
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %r = call i64 @any()
  %n = urem i64 %r, 4000
  %c = icmp ult i64 %n, 10
  %v = select i1 %c, i64 %i, i64 0
  %w = add i64 %v, 5
  %index = add i64 %v, %rest
  %use = xor i64 %index, %w
  %next = add i64 %i, 1
  %go = icmp ult i64 %next, %n
  br i1 %go, label %loop, label %out
out:
  ret i64 %use
}

; Of a loop that asks at its end, the turn before tells what the number is below now.
; CHECK-LABEL: asked_at_the_end:
; CHECK: loop 1 %i: unsigned 0 to 63,
define i64 @asked_at_the_end(i64 %given) {
entry:
  %n = and i64 %given, 63
  %some = icmp ne i64 %n, 0
  br i1 %some, label %loop, label %out
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %place = add i64 %i, 0
  %a = call i64 @any()
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, %n
  br i1 %more, label %loop, label %out
out:
  ret i64 0
}

; A loop with two entries: k is the n of some turn before, and this n is another one.
; CHECK-LABEL: two_entries:
; CHECK: bottom 5 %sum: unsigned 0 to {{399[0-9]|4}}
define i64 @two_entries(i64 %x, i1 %where) {
entry:
  br i1 %where, label %top, label %bottom
top:
  %t = phi i64 [ 5, %entry ], [ %n, %bottom ]
  %a = call i64 @any()
  br label %bottom
bottom:
  %k = phi i64 [ 0, %entry ], [ %t, %top ]
  %r = call i64 @any()
  %n = urem i64 %r, 4000
  %c = icmp ult i64 %n, 10
  %sum = select i1 %c, i64 %k, i64 0
  %use = xor i64 %sum, 1
  %use2 = add i64 %sum, %use
  %again = icmp ult i64 %use, 100000
  br i1 %again, label %top, label %out
out:
  ret i64 %use2
}

; The condition before a loop holds in it, of what the loop does not compute.
; CHECK-LABEL: before_the_loop:
; CHECK: loop 1 %x: unsigned 0 to {{9|10}},
define i64 @before_the_loop(i64 %x) {
entry:
  %ok = icmp ult i64 %x, 10
  br i1 %ok, label %loop, label %out
loop:
  %a = call i64 @any()
  %use = xor i64 %x, %a
  %more = icmp ult i64 %a, 100
  br i1 %more, label %loop, label %out
out:
  ret i64 0
}
