; What is known of a number in one turn of a loop says nothing of the turn before.
;
; RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-ranges>' \
; RUN:   -disable-output %s 2>&1 | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

declare i64 @input()

; The loop has two entries, so no edge is a back edge by dominance. %m is the %n of the turn before.
; CHECK-LABEL: two_entries:
; CHECK-NOT: %v:
; CHECK: bottom 5 %rest: unsigned 0 to 99,
; CHECK-NOT: %index:
define i64 @two_entries(i64 %a, i1 %which) {
entry:
  %rest = urem i64 %a, 100
  br i1 %which, label %top, label %bottom
top:
  %t = phi i64 [ 5, %entry ], [ %n, %bottom ]
  %more = call i64 @input()
  %odd = icmp eq i64 %more, 3
  %m.top = select i1 %odd, i64 6, i64 %t
  br label %bottom
bottom:
  %m = phi i64 [ 0, %entry ], [ %m.top, %top ]
  %n = call i64 @input()
  %few = icmp ult i64 %n, 10
  %sum = add i64 %m, 7
  %v = select i1 %few, i64 %sum, i64 0
  %index = add i64 %v, %rest
  %next = add i64 %index, %rest
  %go = icmp ult i64 %next, 100000
  br i1 %go, label %top, label %out
out:
  ret i64 %next
}

; %w is the %v of the turn before, and the way round to it leads through %join, of which %v is asked
; here: what that can be is not known yet, and not nothing. 9 the first time, 13 the next.
; CHECK-LABEL: grows:
; CHECK: few 0 %v: unsigned 0 to 9,
; CHECK-NOT: join {{.*}} %v: unsigned 0 to 9,
define i64 @grows(i1 %which) {
entry:
  br i1 %which, label %top, label %draw
top:
  %w.top = phi i64 [ 0, %entry ], [ %v, %join ]
  br label %draw
draw:
  %w = phi i64 [ 0, %entry ], [ %w.top, %top ]
  %v = call i64 @input()
  %is.few = icmp ult i64 %v, 10
  br i1 %is.few, label %few, label %many
few:
  %small = add i64 %v, 1
  br label %join
many:
  %more = add i64 %w, 5
  %below = icmp ult i64 %v, %more
  br i1 %below, label %join, label %out
join:
  %double = add i64 %v, %v
  %go = icmp ult i64 %double, 100000
  br i1 %go, label %top, label %out
out:
  ret i64 0
}
