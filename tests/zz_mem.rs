use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
struct A;
static NOW: AtomicUsize = AtomicUsize::new(0);
static MAX: AtomicUsize = AtomicUsize::new(0);
unsafe impl GlobalAlloc for A {
    unsafe fn alloc(&self, l: Layout) -> *mut u8 {
        let n = NOW.fetch_add(l.size(), Relaxed) + l.size();
        MAX.fetch_max(n, Relaxed);
        unsafe { System.alloc(l) }
    }
    unsafe fn dealloc(&self, p: *mut u8, l: Layout) {
        NOW.fetch_sub(l.size(), Relaxed);
        unsafe { System.dealloc(p, l) }
    }
}
#[global_allocator]
static G: A = A;
use common_measure::dataset::catalog::Catalog;
use std::io::Read;
#[test]
fn mem() {
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(&std::fs::read("../shared/data/acs_pums_2018_1yr/psam_p44.csv.gz").unwrap()[..])
        .read_to_end(&mut bytes)
        .unwrap();
    let mut c = Catalog::empty();
    let header_end = bytes.iter().position(|b| *b == b'\n').unwrap() + 1;
    let before = NOW.load(Relaxed);
    let t = std::time::Instant::now();
    let mut l = c.loader("ri").unwrap();
    for p in bytes.chunks(1 << 20) {
        l.push(p).unwrap();
    }
    let (d, r) = l.finish().unwrap();
    c.add("ri", d);
    let kept = NOW.load(Relaxed) - before;
    eprintln!(
        "RI rows {} kept {} bytes {} = {:.1}/kept; peak {:.1} MB; {:?} for {} MB",
        r.rows,
        r.observations,
        kept,
        kept as f64 / r.observations as f64,
        (MAX.load(Relaxed) - before) as f64 / 1e6,
        t.elapsed(),
        bytes.len() / 1000000
    );
    // As large as California: the rows over again, PUMAs told apart by copy.
    let times = 380_000 / r.rows as usize;
    MAX.store(NOW.load(Relaxed), Relaxed);
    let before = NOW.load(Relaxed);
    let t = std::time::Instant::now();
    let mut l = c.loader("ca").unwrap();
    l.push(&bytes[..header_end]).unwrap();
    for _ in 0..times {
        for p in bytes[header_end..].chunks(1 << 20) {
            l.push(p).unwrap();
        }
    }
    let (d, r) = l.finish().unwrap();
    c.add("ca", d);
    let kept = NOW.load(Relaxed) - before;
    eprintln!(
        "CA-like rows {} kept {} bytes {} = {:.1}/kept; peak {:.1} MB; {:?}",
        r.rows,
        r.observations,
        kept,
        kept as f64 / r.observations as f64,
        (MAX.load(Relaxed) - before) as f64 / 1e6,
        t.elapsed()
    );
    for by in ["sex", "race", "puma"] {
        let t = std::time::Instant::now();
        let s = common_measure::measures::Spec::from_json(&format!(
            r#"{{"measure":"attainment","place":"44","by":"{by}","data":"ca"}}"#
        ))
        .unwrap();
        let a = common_measure::measures::measure(&c, &s).unwrap();
        eprintln!("by {by}: {} items {:?}", a.items.len(), t.elapsed());
    }
}
