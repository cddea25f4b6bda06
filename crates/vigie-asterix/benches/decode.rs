//! Reading, viewing, showing and writing records, in records a second.
//!
//! The data are made by the crate's own encoder; the hour of Barcelona is read
//! as well where it is present.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use vigie_asterix::framing::{Datagrams, Format};
use vigie_asterix::{
    FieldId, JsonLines, Record, RecordBuilder, Spec, View, Visitor, WriteError, blocks, cat048,
    cat062, catalogue,
};

fn main() {
    divan::main();
}

const RECORDS: u32 = 2000;

/// Block bodies of one category and how many records they hold.
struct Sample {
    spec: &'static Spec,
    bodies: Vec<Vec<u8>>,
    records: usize,
}

fn spec(category: u8) -> &'static Spec {
    catalogue().get(category).expect("built in")
}

fn plot(i: u32) -> Result<Record, WriteError> {
    let i = f64::from(i);
    Ok(RecordBuilder::new(spec(48))
        .raw("010/SAC", 226)?
        .raw("010/SIC", 1)?
        .quantity("140", 3600.0 + i / 128.0)?
        .raw("020/TYP", 5)?
        .raw("020/SIM", 1)?
        .quantity("040/RHO", 10.0 + i / 20.0)?
        .quantity("040/THETA", i / 8.0)?
        .text("070/MODE3A", "4521")?
        .quantity("090/FL", 350.0)?
        .quantity("130/SAM", -60.0)?
        .raw("130/SRR", 7)?
        .raw("220", 0x06_2000)?
        .text("240", "VGE123")?
        .raw_at("250/MBDATA", 0, 0xc6_5c32_b0a8_0000)?
        .raw_at("250/BDS1", 0, 4)?
        .raw_at("250/MBDATA", 1, 0x80_1b97_3320_04d6)?
        .raw_at("250/BDS1", 1, 5)?
        .raw_at("250/MBDATA", 2, 0xdf_49e7_2f20_1401)?
        .raw_at("250/BDS1", 2, 6)?
        .raw("161/TRN", 1923)?
        .quantity("200/GSP", 0.12)?
        .quantity("200/HDG", 45.0)?
        .raw("170/CNF", 0)?
        .raw("170/TRE", 0)?
        .raw("230/COM", 1)?
        .build())
}

fn track(i: u32) -> Result<Record, WriteError> {
    let place = f64::from(i) / 500.0;
    Ok(RecordBuilder::new(spec(62))
        .raw("010/SAC", 25)?
        .raw("010/SIC", 100)?
        .raw("015", 1)?
        .quantity("070", 45_827.4)?
        .quantity("105/LAT", 13.0 + place)?
        .quantity("105/LON", 2.0 + place)?
        .quantity("100/X", 1000.0 * place)?
        .quantity("100/Y", -900.0 * place)?
        .quantity("185/VX", 228.75)?
        .quantity("185/VY", -47.25)?
        .quantity("210/AX", 0.5)?
        .text("060/MODE3A", "1275")?
        .raw("380/ADR", 0x4c_a7a8)?
        .text("380/ID", "RYR174C")?
        .raw("380/COM/COM", 1)?
        .raw("040", u64::from(i))?
        .raw("080/CST", 0)?
        .quantity("290/PSR", 5.75)?
        .quantity("290/SSR", 3.25)?
        .raw("200/TRANS", 0)?
        .quantity("295/MFL", 3.25)?
        .quantity("136", 390.0)?
        .quantity("130", 36_481.25)?
        .quantity("135/CTB", 390.0)?
        .quantity("220", 0.0)?
        .raw("340/SID/SAC", 25)?
        .quantity("340/POS/RHO", 147.7)?
        .quantity("340/POS/THETA", 192.5)?
        .raw("340/TYP/TYP", 5)?
        .build())
}

fn made(category: u8) -> Sample {
    let make = if category == 48 { plot } else { track };
    let spec = spec(category);
    let bodies = (0..RECORDS)
        .map(|i| {
            let mut body = Vec::new();
            let record = make(i).expect("in range");
            spec.write_record(&record, &mut body).expect("writable");
            body
        })
        .collect();
    Sample {
        spec,
        bodies,
        records: RECORDS as usize,
    }
}

fn barcelona() -> Option<Sample> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/asterix/barcelona_cat048_60min.ast"
    );
    let bytes = std::fs::read(path).ok()?;
    let datagrams = Datagrams::new(catalogue(), Format::Raw, &bytes).flatten();
    let bodies: Vec<Vec<u8>> = datagrams
        .flat_map(|d| {
            blocks(d.payload, 0)
                .flatten()
                .map(|b| b.body.to_vec())
                .collect::<Vec<_>>()
        })
        .collect();
    let records = bodies.len();
    Some(Sample {
        spec: spec(48),
        bodies,
        records,
    })
}

fn sample(name: &str) -> Option<Sample> {
    match name {
        "made 048" => Some(made(48)),
        "made 062" => Some(made(62)),
        _ => barcelona(),
    }
}

const SAMPLES: [&str; 3] = ["made 048", "made 062", "Barcelona 048"];

/// Looks at every value.
#[derive(Default)]
struct Sum(u64);

impl Visitor for Sum {
    fn value(&mut self, field: FieldId, raw: u64) {
        self.0 = self.0.wrapping_add(raw ^ field.index() as u64);
    }
}

fn each_record(sample: &Sample, mut each: impl FnMut(&[u8]) -> usize) {
    for body in &sample.bodies {
        let mut rest = &body[..];
        while !rest.is_empty() {
            let len = each(rest);
            rest = &rest[len..];
        }
    }
}

#[divan::bench(args = SAMPLES)]
fn visit(bencher: Bencher<'_, '_>, name: &str) {
    let Some(sample) = sample(name) else { return };
    bencher
        .counter(ItemsCount::new(sample.records))
        .bench_local(|| {
            let mut sum = Sum::default();
            each_record(&sample, |bytes| {
                sample
                    .spec
                    .read_record(bytes, 0, &mut sum)
                    .expect("readable")
            });
            black_box(sum.0)
        });
}

#[divan::bench(args = SAMPLES)]
fn record(bencher: Bencher<'_, '_>, name: &str) {
    let Some(sample) = sample(name) else { return };
    let mut record = Record::default();
    let mut issues = Vec::new();
    bencher
        .counter(ItemsCount::new(sample.records))
        .bench_local(|| {
            each_record(&sample, |bytes| {
                record
                    .read_into(sample.spec, bytes, 0, &mut issues)
                    .expect("readable")
            });
        });
}

fn view_all<T: Default>(sample: &Sample, view: &View<'_, T>) {
    each_record(sample, |bytes| {
        let (value, len) = view.read(bytes, 0).expect("readable");
        black_box(&value);
        len
    });
}

#[divan::bench(args = SAMPLES)]
fn typed_view(bencher: Bencher<'_, '_>, name: &str) {
    let Some(sample) = sample(name) else { return };
    bencher
        .counter(ItemsCount::new(sample.records))
        .bench_local(|| {
            if sample.spec.category() == 48 {
                view_all(&sample, cat048::latest());
            } else {
                view_all(&sample, cat062::latest());
            }
        });
}

#[divan::bench(args = SAMPLES)]
fn json_lines(bencher: Bencher<'_, '_>, name: &str) {
    let Some(sample) = sample(name) else { return };
    let mut json = JsonLines::default();
    let mut out = Vec::new();
    bencher
        .counter(ItemsCount::new(sample.records))
        .bench_local(|| {
            out.clear();
            each_record(&sample, |bytes| {
                json.record(sample.spec, &mut |_| None, bytes, 0, &mut out)
                    .expect("readable")
            });
            black_box(out.len())
        });
}

#[divan::bench(args = SAMPLES)]
fn write(bencher: Bencher<'_, '_>, name: &str) {
    let Some(sample) = sample(name) else { return };
    let mut records = Vec::new();
    each_record(&sample, |bytes| {
        let (record, _, len) = Record::read(sample.spec, bytes, 0).expect("readable");
        records.push(record);
        len
    });
    let mut out = Vec::new();
    bencher
        .counter(ItemsCount::new(sample.records))
        .bench_local(|| {
            out.clear();
            for record in &records {
                sample
                    .spec
                    .write_record(record, &mut out)
                    .expect("writable");
            }
            black_box(out.len())
        });
}

/// The builder of one plot, as a simulator uses it.
#[divan::bench]
fn build_a_plot(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| black_box(plot(black_box(7)).expect("in range")));
}

/// All definitions, from their texts.
#[divan::bench]
fn compile_category_062(bencher: Bencher<'_, '_>) {
    let text = include_str!("../spec/cat062-1.21.spec");
    let expansion = include_str!("../spec/cat062-re-1.3.spec");
    bencher.bench_local(|| black_box(Spec::parse(text, Some(expansion)).expect("compiles")));
}
