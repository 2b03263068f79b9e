; That something never happens proves nothing: the body of a naked function is assembly, of which
; the IR has no "ret", and a function that nobody calls is not there for nothing.
;
; RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-ranges>' \
; RUN:   -disable-output %s 2>&1 | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

define internal i64 @any() naked noinline {
  call void asm sideeffect "r0 = 150\0Aexit", ""()
  unreachable
}

; CHECK-LABEL: merged:
; CHECK-NOT: %a:
; CHECK-NOT: %start:
; CHECK: join 3 %wide: unsigned 0 to 99, signed 0 to 99
; CHECK-NOT: %index:
define i64 @merged(i32 %x) {
entry:
  %flag = icmp eq i32 %x, 7
  br i1 %flag, label %yes, label %join
yes:
  %a = call i64 @any()
  br label %join
join:
  %start = phi i64 [ %a, %yes ], [ 3, %entry ]
  %rest = urem i32 %x, 100
  %wide = zext i32 %rest to i64
  %index = add i64 %start, %wide
  %twice = add i64 %index, %index
  ret i64 %twice
}

; Of one that has a return, all returns are known.
; CHECK-LABEL: seven:
define internal i64 @seven() noinline {
  ret i64 7
}

; CHECK-LABEL: known:
; CHECK: join 1 %start: unsigned 3 to 7, signed 3 to 7
define i64 @known(i1 %flag) {
entry:
  br i1 %flag, label %yes, label %join
yes:
  %a = call i64 @seven()
  br label %join
join:
  %start = phi i64 [ %a, %yes ], [ 3, %entry ]
  %twice = add i64 %start, %start
  ret i64 %twice
}

; Its only caller is itself.
; CHECK-LABEL: alone:
; CHECK-NOT: %x:
define internal i64 @alone(i64 %x) noinline {
entry:
  %y = add i64 %x, 1
  %r = call i64 @alone(i64 %x)
  ret i64 %y
}

; Called with other types than its own.
; CHECK-LABEL: narrow:
; CHECK-NOT: %x:
define internal i64 @narrow(i64 %x) noinline {
entry:
  %y = add i64 %x, 1
  ret i64 %y
}

; CHECK-LABEL: caller:
define i64 @caller(i64 %a) {
entry:
  %some = trunc i64 %a to i8
  %r = call i64 @narrow(i8 %some)
  ret i64 %r
}
