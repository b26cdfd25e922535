//! What pip and `packaging` answer, compared with what this room answers.
//!
//! `releases.toml` and `tags.toml` are written by `scripts/refresh-wheel-oracle.py`.

use serde::Deserialize;

use super::{ImageTarget, Policy, Rank, Release, Target, Verdict, WheelFileName};

#[derive(Deserialize)]
struct Releases {
    release: Vec<Recorded>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Recorded {
    distribution: String,
    version: String,
    /// The source archive that pip builds.
    sdist: Option<String>,
    /// The targets on which no wheel fits.
    none: Vec<String>,
    /// Each file in the order of the index, with the targets that take it.
    files: toml::map::Map<String, toml::Value>,
}

#[derive(Deserialize)]
struct Orders {
    order: Vec<Order>,
}

#[derive(Deserialize)]
struct Order {
    target: String,
    platforms: Vec<String>,
    interpreters: Vec<String>,
    pure: Vec<String>,
}

impl Recorded {
    /// Each target with the wheel that pip takes there.
    fn rows(&self) -> Vec<(ImageTarget, Option<&str>)> {
        let taken = self.files.iter().flat_map(|(file, targets)| {
            let targets = targets.as_array().unwrap().iter().map(|target| target.as_str().unwrap());
            targets.map(move |target| (target, Some(file.as_str())))
        });
        let none = self.none.iter().map(|target| (target.as_str(), None));
        let lists = taken.chain(none).map(|(targets, file)| (ImageTarget::parse_list(targets).unwrap(), file));
        lists.flat_map(|(targets, file)| targets.into_iter().map(move |target| (target, file))).collect()
    }
}

impl Order {
    fn target(&self) -> Target {
        ImageTarget::parse_list(&self.target).unwrap()[0].wheel_target()
    }

    /// Every tag, the best first.
    fn tags(&self) -> impl Iterator<Item = String> {
        let for_linux =
            self.interpreters.iter().flat_map(|head| self.platforms.iter().map(move |platform| format!("{head}-{platform}")));
        for_linux.chain(self.pure.iter().cloned())
    }
}

fn recorded() -> Vec<Recorded> {
    toml::from_str::<Releases>(include_str!("releases.toml")).unwrap().release
}

fn orders() -> Vec<Order> {
    toml::from_str::<Orders>(include_str!("tags.toml")).unwrap().order
}

fn rank(target: Target, tag: &str) -> Option<Rank> {
    target.rank(WheelFileName::parse(&format!("x-1.0-{tag}.whl")).unwrap())
}

#[test]
fn every_verdict_is_that_of_pip() {
    let mut rows = 0;
    let mut disagreements = Vec::new();
    for release in recorded() {
        let files = Release::new(release.files.keys().map(String::as_str));
        for (image, expected) in release.rows() {
            rows += 1;
            let target = image.wheel_target();
            let found = files.verdict(target, Policy::Any);
            let agrees = match (expected, release.sdist.as_deref()) {
                (Some(expected), _) => matches!(found, Verdict::Wheel { file, .. } if file == expected),
                (None, Some(expected)) => matches!(found, Verdict::Build { sdist, .. } if sdist == expected),
                (None, None) => matches!(found, Verdict::CannotInstall(_)),
            };
            if !agrees {
                disagreements.push(format!("{} {} on {image}: {found:?}", release.distribution, release.version));
            }
        }
    }
    assert!(disagreements.is_empty(), "{} of {rows} rows\n{}", disagreements.len(), disagreements.join("\n"));
    assert!(rows >= 3000, "{rows} rows are fewer than there were");
}

#[test]
fn without_source_or_without_wheels_pip_takes_what_is_left() {
    for release in recorded() {
        let files = || release.files.keys().map(String::as_str);
        for (image, wheel) in release.rows() {
            let target = image.wheel_target();
            match Release::new(files()).verdict(target, Policy::OnlyWheels) {
                Verdict::Wheel { file, .. } => assert_eq!(Some(file), wheel),
                found => assert!(matches!(found, Verdict::CannotInstall(_)) && wheel.is_none(), "{image}: {found:?}"),
            }
            match Release::new(files()).verdict(target, Policy::OnlySource) {
                Verdict::Build { sdist, .. } => assert_eq!(Some(sdist), release.sdist.as_deref()),
                found => assert!(matches!(found, Verdict::CannotInstall(_)) && release.sdist.is_none(), "{image}: {found:?}"),
            }
        }
    }
}

#[test]
fn ranks_have_the_order_of_the_tags() {
    for order in orders() {
        let target = order.target();
        let ranks: Vec<Rank> =
            order.tags().map(|tag| rank(target, &tag).unwrap_or_else(|| panic!("{tag} on {}", order.target))).collect();
        assert!(ranks.len() > 100, "{}", order.target);
        assert!(ranks.is_sorted_by(|better, worse| better < worse), "{}", order.target);
    }
}

#[test]
fn nothing_but_the_listed_tags_is_accepted() {
    let orders = orders();
    let listed: Vec<Vec<String>> = orders.iter().map(|order| order.tags().collect()).collect();
    for (order, own) in orders.iter().zip(&listed) {
        let own: std::collections::HashSet<&String> = own.iter().collect();
        for tag in listed.iter().flatten() {
            assert_eq!(rank(order.target(), tag).is_some(), own.contains(tag), "{tag} on {}", order.target);
        }
        // Any other combination of what the parts of accepted tags look like.
        let parts: [&[&str]; 3] = [
            &[
                "cp39", "cp310", "cp312", "cp313", "cp314", "cp315", "cp316", "cp3", "cp31", "cp32", "py2", "py3", "py316",
                "py312",
            ],
            &["none", "abi3", "abi3t", "cp313", "cp314t", "cp312", "cp315t", "cp310"],
            &[
                "any",
                "linux_x86_64",
                "manylinux_2_28_aarch64",
                "manylinux1_x86_64",
                "manylinux_2_41_x86_64",
                "musllinux_1_2_x86_64",
            ],
        ];
        for python in parts[0] {
            for abi in parts[1] {
                for platform in parts[2] {
                    let tag = format!("{python}-{abi}-{platform}");
                    assert_eq!(rank(order.target(), &tag).is_some(), own.contains(&tag), "{tag} on {}", order.target);
                }
            }
        }
    }
}
