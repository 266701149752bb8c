//! Measuring: interleaved rounds, medians, and who measures.

use cpu_time::ProcessTime;
use std::hint::black_box;
use std::time::Instant;

/// Seconds on the clock, and of all this process's threads.
#[derive(Clone, Copy)]
pub struct Took {
    pub wall: f64,
    pub cpu: f64,
}

/// One thing to be measured. It does its own preparation and gives the time of what counts.
pub struct Case<'a> {
    pub name: &'static str,
    pub measure: Box<dyn FnMut() -> Took + 'a>,
}

impl<'a> Case<'a> {
    pub fn new(name: &'static str, measure: impl FnMut() -> Took + 'a) -> Case<'a> {
        Case { name, measure: Box::new(measure) }
    }
}

/// The medians of one case, and the spread.
#[derive(Clone, Copy)]
pub struct Seen {
    pub name: &'static str,
    pub least: Took,
    pub median: Took,
    pub most: Took,
}

/// Runs every case once for warming up, then all of them in turn, `runs` times: whatever disturbs the machine
/// disturbs neighbours alike.
pub fn interleave(runs: usize, cases: &mut [Case<'_>]) -> Vec<Seen> {
    let mut took = vec![Vec::new(); cases.len()];
    for round in 0..=runs {
        for (case, took) in cases.iter_mut().zip(&mut took) {
            let this = (case.measure)();
            if round > 0 {
                took.push(this);
            }
        }
    }
    cases.iter().zip(took).map(|(case, took)| seen(case.name, &took)).collect()
}

fn seen(name: &'static str, took: &[Took]) -> Seen {
    let sorted = |part: fn(&Took) -> f64| {
        let mut seconds: Vec<f64> = took.iter().map(part).collect();
        seconds.sort_by(f64::total_cmp);
        seconds
    };
    let (wall, cpu) = (sorted(|took| took.wall), sorted(|took| took.cpu));
    let at = |n: usize| Took { wall: wall[n], cpu: cpu[n] };
    Seen { name, least: at(0), median: at(took.len() / 2), most: at(took.len() - 1) }
}

/// Measures one of `times` repetitions.
pub fn timed<T>(times: u32, mut work: impl FnMut() -> T) -> Took {
    let (start, cpu) = (Instant::now(), ProcessTime::now());
    for _ in 0..times {
        black_box(work());
    }
    let one = |all: std::time::Duration| all.as_secs_f64() / f64::from(times);
    Took { wall: one(start.elapsed()), cpu: one(cpu.elapsed()) }
}

/// The processor's name and how many cores we may use.
pub fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let model = field("model name").unwrap_or_else(|| "unknown processor".into());
    let family = field("cpu family").map(|family| format!(" (family {family})")).unwrap_or_default();
    format!("{model}{family}, {cores} cores, {}", std::env::consts::OS)
}

/// The load of the last minute: a busy machine makes doubtful numbers.
pub fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}
