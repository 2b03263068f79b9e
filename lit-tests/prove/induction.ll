; What a loop counts, by induction: what comes in from above, and what comes round the loop from what
; is to be proved. Each end of that is needed.
; RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-proofs>' -disable-output %s 2>&1 | %filecheck %s
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

; CHECK-LABEL: down:
; CHECK: loop {{[0-9]+}} %index: unsigned 0 to 15,
define i32 @down(i32 %n, ptr %list) {
entry:
  %none = icmp eq i32 %n, 0
  br i1 %none, label %out, label %above
above:
  %few = icmp ult i32 %n, 16
  %start = select i1 %few, i32 %n, i32 16
  br label %loop
loop:
  %i = phi i32 [ %start, %above ], [ %index, %loop ]
  %index = add i32 %i, -1
  %use = xor i32 %index, 1
  call void @take(i32 %use)
  %last = icmp eq i32 %index, 0
  br i1 %last, label %out, label %loop
out:
  ret i32 0
}

; What comes in from above is not bounded.
; CHECK-LABEL: from_anywhere:
; CHECK-NOT: loop {{[0-9]+}} %index: unsigned 0 to {{[0-9]+}},
define i32 @from_anywhere(i32 %n, ptr %list) {
entry:
  %none = icmp eq i32 %n, 0
  br i1 %none, label %out, label %loop
loop:
  %i = phi i32 [ %n, %entry ], [ %index, %loop ]
  %index = add i32 %i, -1
  %use = xor i32 %index, 1
  call void @take(i32 %use)
  %last = icmp eq i32 %index, 0
  br i1 %last, label %out, label %loop
out:
  ret i32 0
}

; What comes round the loop leaves what it came from: nothing ends at 0.
; CHECK-LABEL: on_and_on:
; CHECK-NOT: loop {{[0-9]+}} %index: unsigned 0 to {{[0-9]+}},
define i32 @on_and_on(i32 %n, ptr %list) {
entry:
  %few = icmp ult i32 %n, 32
  %start = select i1 %few, i32 %n, i32 32
  br label %loop
loop:
  %i = phi i32 [ %start, %entry ], [ %index, %loop ]
  %index = add i32 %i, -1
  %use = xor i32 %index, 1
  call void @take(i32 %use)
  %last = icmp eq i32 %index, 7
  br i1 %last, label %out, label %loop
out:
  ret i32 0
}

; The way round the loop is the other one of the branch.
; CHECK-LABEL: other_way:
; CHECK: loop {{[0-9]+}} %i: unsigned 0 to 15,
define i32 @other_way(i32 %n, ptr %list) {
entry:
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %again ]
  %use = xor i32 %i, 1
  call void @take(i32 %use)
  %next = add i32 %i, 1
  %more = icmp ult i32 %next, %n
  br i1 %more, label %again, label %out
again:
  %inside = icmp ult i32 %next, 16
  br i1 %inside, label %loop, label %out
out:
  ret i32 0
}

declare void @take(i32)
