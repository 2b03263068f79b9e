; An instruction that optimisations left without a line is told of at the nearest one that has one: before
; it in its block, behind it, in a block before, and behind.
;
; RUN: %opt -bpfmend-mode=warn -bpfmend-hazards=retval-range %s -o /dev/null 2>&1 | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; CHECK: near.c:11:1: {{.*}}Linux
define i32 @before(ptr %ctx) section "lsm/file_open" !dbg !4 {
  %v = load i32, ptr %ctx, align 4, !dbg !10
  %b = and i32 %v, 1, !dbg !9
  %n = sub i32 0, %b, !dbg !9
  ret i32 %n, !dbg !11
}

; CHECK: near.c:22:1: {{.*}}Linux
define i32 @behind(ptr %ctx) section "lsm/file_open" !dbg !5 {
  %v = load i32, ptr %ctx, align 4, !dbg !19
  %b = and i32 %v, 1, !dbg !19
  %n = sub i32 0, %b, !dbg !19
  ret i32 %n, !dbg !21
}

; CHECK: near.c:31:1: {{.*}}Linux
define i32 @block(ptr %ctx) section "lsm/file_open" !dbg !6 {
  %v = load i32, ptr %ctx, align 4, !dbg !30
  %c = icmp eq i32 %v, 7, !dbg !29
  br i1 %c, label %a, label %b, !dbg !29
a:
  %m = and i32 %v, 1
  %n = sub i32 0, %m, !dbg !29
  ret i32 %n, !dbg !29
b:
  ret i32 0, !dbg !31
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}
!0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, producer: "test", isOptimized: true, emissionKind: FullDebug)
!1 = !DIFile(filename: "near.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !DISubroutineType(types: !{})
!4 = distinct !DISubprogram(name: "before", scope: !1, file: !1, line: 10, type: !3, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!5 = distinct !DISubprogram(name: "behind", scope: !1, file: !1, line: 20, type: !3, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!6 = distinct !DISubprogram(name: "block", scope: !1, file: !1, line: 30, type: !3, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!9 = !DILocation(line: 0, scope: !4)
!10 = !DILocation(line: 11, column: 1, scope: !4)
!11 = !DILocation(line: 12, column: 1, scope: !4)
!19 = !DILocation(line: 0, scope: !5)
!21 = !DILocation(line: 22, column: 1, scope: !5)
!29 = !DILocation(line: 0, scope: !6)
!30 = !DILocation(line: 31, column: 1, scope: !6)
!31 = !DILocation(line: 32, column: 1, scope: !6)
