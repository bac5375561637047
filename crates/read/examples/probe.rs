use std::{io::Read, time::Instant};
use noroshi_read::*; use noroshi_base::*;
struct S(usize,usize); impl Sink for S { fn open(&mut self,h:DocumentHead){ eprintln!("{:?}",h.kind);} fn passage(&mut self,p:Passage)->Flow{ self.0+=p.text.len(); self.1+=1; Flow::Continue} fn child(&mut self,_:&str,_:&mut dyn Read)->Flow{Flow::Continue} fn notice(&mut self,n:Notice){eprintln!("{n:?}")} }
fn main(){ for p in std::env::args().skip(1) { for _ in 0..2 { let mut f=std::fs::File::open(&p).unwrap(); let n=f.metadata().unwrap().len(); let t=Instant::now(); let mut s=S(0,0); read_plain("a.log",noroshi_intake::Media::Log,&mut f,&Options::default(),&mut s); let e=t.elapsed().as_secs_f64(); println!("{p}: {:.0} MB/s text {} passages {}", n as f64/e/1e6, s.0, s.1);
 let st=std::fs::read_to_string("/proc/self/status").unwrap(); println!("{}", st.lines().find(|l|l.starts_with("VmHWM")).unwrap()); } } }
