//! The attack on packages: planted leaks are found and named, unrelated packages point to nobody.

mod encoded;
mod hostile;
mod leaks;
mod linked;
mod noise;
mod support;
