//! What the child gives up before it sees the first hostile byte.
//!
//! In: limits. Out: a process that can read and write its pipes, use memory up to a bound, and end. What the kernel
//! lacks is reported, not insisted on.

use std::collections::BTreeMap;

use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus, Scope};
use noroshi_base::Limits;
use rustix::process::{DumpableBehavior, Resource, Rlimit, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use serde::{Deserialize, Serialize};

/// What is in force in the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Confinement {
    /// Bounds on memory, processor time, files and dumps.
    pub resources: bool,
    /// No new rights through set-user-id programs, no dump of its memory.
    pub privileges: bool,
    /// No file system, no network (landlock).
    pub landlock: bool,
    /// Only the system calls a reader needs (seccomp).
    pub seccomp: bool,
}

/// Stack of the main thread, where the readers run.
const STACK: u64 = 16 << 20;
/// Open files: the pipes, and a few that are already there.
const FILES: u64 = 16;
/// Processor time a child may use in its life, as a multiple of the time of one file.
pub(crate) const LIFE: u32 = 10;

/// Gives up every right that is not needed; for the rest of the process's life.
pub(crate) fn confine(limits: &Limits) -> Confinement {
    Confinement {
        resources: bound_resources(limits),
        privileges: drop_privileges(),
        landlock: close_files_and_network().unwrap_or(false),
        seccomp: filter_calls().is_some(),
    }
}

/// Bounds memory alone, early on.
pub(crate) fn bound_memory(limits: &Limits) -> bool {
    let maximum = rustix::process::getrlimit(Resource::As).maximum;
    let current = maximum.map_or(limits.reader_memory, |maximum| maximum.min(limits.reader_memory));
    setrlimit(Resource::As, Rlimit { current: Some(current), maximum }).is_ok()
}

fn bound_resources(limits: &Limits) -> bool {
    let life = limits.reader_time.saturating_mul(LIFE.saturating_add(2)).as_secs().saturating_add(1);
    // All of them are set before any failure counts.
    let lowered = [
        (Resource::As, limits.reader_memory),
        (Resource::Cpu, life),
        // The runtime found its guard page by the bound it started with, so that one stays where it is sane.
        (
            Resource::Stack,
            rustix::process::getrlimit(Resource::Stack).current.map_or(STACK, |now| now.min(STACK)),
        ),
        (Resource::Nofile, FILES),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ]
    .map(|(resource, bound)| lower(resource, bound));
    lowered.into_iter().all(|done| done)
}

/// Sets a bound, and never raises one.
fn lower(resource: Resource, bound: u64) -> bool {
    let bound = rustix::process::getrlimit(resource).maximum.map_or(bound, |maximum| maximum.min(bound));
    setrlimit(resource, Rlimit { current: Some(bound), maximum: Some(bound) }).is_ok()
}

fn drop_privileges() -> bool {
    let dumpable = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok();
    rustix::thread::set_no_new_privs(true).is_ok() && dumpable
}

fn close_files_and_network() -> Option<bool> {
    let abi = ABI::V6;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
        .and_then(|rules| rules.scope(Scope::from_all(abi)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self)
        .ok()?;
    Some(status.ruleset != RulesetStatus::NotEnforced)
}

/// Calls that need no look at their arguments: pipes, memory, signals, time, the end.
const CALLS: &[libc::c_long] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

fn filter_calls() -> Option<()> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = CALLS.iter().map(|call| (*call, Vec::new())).collect();
    // No memory becomes code.
    let no_code = argument(2, SeccompCmpOp::MaskedEq(u64::try_from(libc::PROT_EXEC).ok()?), 0)?;
    rules.insert(libc::SYS_mmap, vec![no_code.clone()]);
    rules.insert(libc::SYS_mprotect, vec![no_code]);
    // An abort signals the process itself, and no other.
    let own = u64::from(std::process::id());
    rules.insert(libc::SYS_tgkill, vec![argument(0, SeccompCmpOp::Eq, own)?]);
    let denied = SeccompAction::Errno(u32::try_from(libc::EPERM).ok()?);
    let arch = std::env::consts::ARCH.try_into().ok()?;
    let filter = SeccompFilter::new(rules, denied, SeccompAction::Allow, arch).ok()?;
    let program = BpfProgram::try_from(filter).ok()?;
    seccompiler::apply_filter(&program).ok()
}

fn argument(index: u8, operator: SeccompCmpOp, value: u64) -> Option<SeccompRule> {
    let condition = SeccompCondition::new(index, SeccompCmpArgLen::Dword, operator, value).ok()?;
    SeccompRule::new(vec![condition]).ok()
}
