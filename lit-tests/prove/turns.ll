; What the solver proves of numbers in loops: a condition is of one turn, that of the place.
; RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-proofs>' -disable-output %s 2>&1 | %filecheck %s
target datalayout = "e-m:e-p:64:64-i16:64-i128:128-n32:64-S128"
target triple = "bpf"

declare i16 @any()

; n is drawn anew each turn, below 4000, so i gets to 3999: that this n is below 10 tells nothing of
; the last one, which let i be counted up. The index may be up to 4103.
; CHECK-LABEL: another_turn:
; CHECK: loop 7 %index: unsigned 0 to {{4[1-9]|5}}
define i16 @another_turn(i16 %x) {
entry:
  %rest = urem i16 %x, 100
  br label %loop
loop:
  %i = phi i16 [ 0, %entry ], [ %next, %loop ]
  %r = call i16 @any()
  %n = urem i16 %r, 4000
  %c = icmp ult i16 %n, 10
  %v = select i1 %c, i16 %i, i16 0
  %w = add i16 %v, 5
  %index = add i16 %v, %rest
  %use = xor i16 %index, %w
  %next = add i16 %i, 1
  %go = icmp ult i16 %next, %n
  br i1 %go, label %loop, label %out
out:
  ret i16 %use
}

; Of a loop that asks at its end, the turn before tells what the number is below now.
; CHECK-LABEL: asked_at_the_end:
; CHECK: loop 1 %i: unsigned 0 to 63,
define i16 @asked_at_the_end(i16 %given) {
entry:
  %n = and i16 %given, 63
  %some = icmp ne i16 %n, 0
  br i1 %some, label %loop, label %out
loop:
  %i = phi i16 [ 0, %entry ], [ %next, %loop ]
  %place = add i16 %i, 0
  %a = call i16 @any()
  %next = add i16 %i, 1
  %more = icmp ult i16 %next, %n
  br i1 %more, label %loop, label %out
out:
  ret i16 0
}

; A loop with two entries: k is the n of some turn before, and this n is another one.
; CHECK-LABEL: two_entries:
; CHECK: bottom 5 %sum: unsigned 0 to {{399[0-9]|4}}
define i16 @two_entries(i16 %x, i1 %where) {
entry:
  br i1 %where, label %top, label %bottom
top:
  %t = phi i16 [ 5, %entry ], [ %n, %bottom ]
  %a = call i16 @any()
  br label %bottom
bottom:
  %k = phi i16 [ 0, %entry ], [ %t, %top ]
  %r = call i16 @any()
  %n = urem i16 %r, 4000
  %c = icmp ult i16 %n, 10
  %sum = select i1 %c, i16 %k, i16 0
  %use = xor i16 %sum, 1
  %use2 = add i16 %sum, %use
  %again = icmp ult i16 %use, 30000
  br i1 %again, label %top, label %out
out:
  ret i16 %use2
}

; The condition before a loop holds in it, of what the loop does not compute.
; CHECK-LABEL: before_the_loop:
; CHECK: loop 1 %x: unsigned 0 to {{9|10}},
define i16 @before_the_loop(i16 %x) {
entry:
  %ok = icmp ult i16 %x, 10
  br i1 %ok, label %loop, label %out
loop:
  %a = call i16 @any()
  %use = xor i16 %x, %a
  %more = icmp ult i16 %a, 100
  br i1 %more, label %loop, label %out
out:
  ret i16 0
}
