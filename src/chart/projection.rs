//! From longitude and latitude to a plane on which areas keep their size: a map of shares must not make a place look
//! larger for lying further north.
//!
//! Spherical formulas of Snyder, "Map Projections: A Working Manual" (USGS Professional Paper 1395, 1987): Albers
//! equal-area conic, equations 14-1 to 14-6; where its parallels lie across the equator from each other, Lambert
//! cylindrical equal-area, 10-1 and 10-2. The sphere's radius is 1, and y grows downwards as on a screen.

use std::f64::consts::{FRAC_PI_2, PI};

/// An equal-area projection. Angles in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Projection {
    /// Longitude that runs straight up.
    meridian: f64,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Conic { n: f64, c: f64, rho0: f64 },
    Cylindrical { cos: f64 },
}

impl Projection {
    /// With two standard parallels, about an origin.
    ///
    /// ```
    /// use common_measure::chart::projection::Projection;
    /// // Snyder's numerical example, page 291.
    /// let (x, y) = Projection::new((29.5, 45.5), (-96.0, 23.0)).at(-75.0, 35.0);
    /// assert_eq!(format!("{x:.7} {:.7}", -y), "0.2952720 0.2416774");
    /// ```
    #[must_use]
    pub fn new((first, second): (f64, f64), (meridian, latitude): (f64, f64)) -> Self {
        let (sin1, sin2) = (sin(first.to_radians()), sin(second.to_radians()));
        let n = (sin1 + sin2) / 2.0;
        let kind = if n.abs() < 1e-6 {
            Kind::Cylindrical { cos: cos(first.to_radians()).max(1e-6) }
        } else {
            let c = cos(first.to_radians()).powi(2) + 2.0 * n * sin1;
            Kind::Conic { n, c, rho0: rho(n, c, latitude) }
        };
        Self { meridian, kind }
    }

    /// Fitted to an extent: standard parallels a sixth of its height from its edges (Snyder, page 99).
    #[must_use]
    pub fn fitted(west: f64, south: f64, east: f64, north: f64) -> Self {
        let sixth = (north - south) / 6.0;
        Self::new((south + sixth, north - sixth), ((west + east) / 2.0, (south + north) / 2.0))
    }

    /// The contiguous United States, with the parallels of the Census Bureau's and USGS's maps.
    #[must_use]
    pub fn united_states() -> Self {
        Self::new((29.5, 45.5), (-96.0, 37.5))
    }

    /// Where a point lies.
    #[must_use]
    pub fn at(&self, longitude: f64, latitude: f64) -> (f64, f64) {
        // The shorter way round: the Aleutian Islands reach beyond 180 degrees.
        let east = longitude - self.meridian;
        // Most need no division, which is slow.
        let east = if east.abs() < 180.0 { east } else { (east + 180.0).rem_euclid(360.0) - 180.0 };
        let lambda = east.to_radians();
        match self.kind {
            Kind::Conic { n, c, rho0 } => {
                let (rho, theta) = (rho(n, c, latitude), n * lambda);
                let (sin, cos) = sin_cos(theta);
                (rho * sin, rho * cos - rho0)
            }
            Kind::Cylindrical { cos } => (lambda * cos, -sin(latitude.to_radians()) / cos),
        }
    }
}

fn rho(n: f64, c: f64, latitude: f64) -> f64 {
    (c - 2.0 * n * sin(latitude.to_radians())).max(0.0).sqrt() / n
}

/// The sine of an angle between -3/2 and 3/2 pi, by its Taylor series: on a globe there are no others, and to bring
/// those into reach is most of the standard library's, 5 kB.
fn sin(angle: f64) -> f64 {
    const TERMS: usize = 11;
    /// One term to the one before, without the angle squared: 1/(2·3), 1/(4·5) ...
    const STEPS: [f64; TERMS] = {
        let mut steps = [0.0; TERMS];
        let mut k = 0;
        while k < TERMS {
            steps[k] = 1.0 / ((2 * k + 2) * (2 * k + 3)) as f64;
            k += 1;
        }
        steps
    };
    let x = if angle.abs() > FRAC_PI_2 { PI.copysign(angle) - angle } else { angle };
    // Of smaller angles the later terms are nothing.
    let terms = if x.abs() < 0.5 { 7 } else { TERMS };
    x * STEPS[..terms].iter().rfold(1.0, |rest, step| 1.0 - x * x * step * rest)
}

/// Sine and cosine of an angle between -pi and pi: of most, by the sine of its half alone.
fn sin_cos(angle: f64) -> (f64, f64) {
    if angle.abs() > FRAC_PI_2 {
        return (sin(angle), cos(angle));
    }
    let half = sin(angle / 2.0);
    (2.0 * half * (1.0 - half * half).sqrt(), 1.0 - 2.0 * half * half)
}

/// The cosine of an angle between -pi and pi.
fn cos(angle: f64) -> f64 {
    sin(FRAC_PI_2 - angle.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_have_the_sines_of_the_standard_library() {
        for degrees in -1800..=1800 {
            let angle = f64::from(degrees).to_radians() / 10.0;
            assert!((sin(angle) - angle.sin()).abs() < 4e-16, "sin {angle}");
            assert!((cos(angle) - angle.cos()).abs() < 4e-16, "cos {angle}");
            let (both_sin, both_cos) = sin_cos(angle);
            assert!((both_sin - angle.sin()).abs() < 5e-16 && (both_cos - angle.cos()).abs() < 5e-16, "both {angle}");
        }
    }

    /// The scale along a standard parallel is 1 (Snyder, page 98).
    #[test]
    fn a_standard_parallel_has_its_true_length() {
        let p = Projection::united_states();
        for parallel in [29.5, 45.5] {
            let (a, b) = (p.at(-96.0, parallel), p.at(-95.99, parallel));
            let length = (a.0 - b.0).hypot(a.1 - b.1);
            let true_length = 0.01f64.to_radians() * f64::to_radians(parallel).cos();
            assert!((length / true_length - 1.0).abs() < 1e-6, "{parallel}: {length} {true_length}");
        }
    }

    /// A cell of one degree keeps the area that it has on the sphere, wherever it lies and whatever the projection.
    #[test]
    fn areas_are_kept() {
        let steps = 50;
        for (p, longitude) in [
            (Projection::united_states(), -120.0),
            (Projection::fitted(-170.0, 52.0, -130.0, 71.0), -150.0),
            (Projection::fitted(-20.0, -30.0, 20.0, 30.0), 10.0),
            (Projection::fitted(110.0, -44.0, 155.0, -10.0), 140.0),
        ] {
            for latitude in [-40.0f64, 10.0, 35.0, 60.0] {
                let mut ring = Vec::new();
                for (from, to) in
                    [((0., 0.), (1., 0.)), ((1., 0.), (1., 1.)), ((1., 1.), (0., 1.)), ((0., 1.), (0., 0.))]
                {
                    for i in 0..steps {
                        let t = f64::from(i) / f64::from(steps);
                        let at = |a: f64, b: f64| a + (b - a) * t;
                        ring.push(p.at(longitude + at(from.0, to.0), latitude + at(from.1, to.1)));
                    }
                }
                let twice: f64 = (0..ring.len())
                    .map(|i| {
                        let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
                        a.0 * b.1 - b.0 * a.1
                    })
                    .sum();
                let sphere = 1.0f64.to_radians() * ((latitude + 1.0).to_radians().sin() - latitude.to_radians().sin());
                assert!((twice.abs() / 2.0 / sphere - 1.0).abs() < 1e-3, "{p:?} at {latitude}");
            }
        }
    }

    #[test]
    fn north_is_up_and_east_is_right_on_both_hemispheres() {
        for p in [
            Projection::united_states(),
            Projection::fitted(110.0, -44.0, 155.0, -10.0),
            Projection::fitted(-20.0, -30.0, 20.0, 30.0),
        ] {
            let (x, y) = p.at(p.meridian, 0.0);
            assert!(p.at(p.meridian + 1.0, 0.0).0 > x && p.at(p.meridian, 1.0).1 < y, "{p:?}");
        }
    }

    #[test]
    fn the_date_line_does_not_tear_alaska() {
        let p = Projection::new((55.0, 65.0), (-154.0, 50.0));
        let (west, east) = (p.at(179.9, 52.0), p.at(-179.9, 52.0));
        assert!((west.0 - east.0).hypot(west.1 - east.1) < 0.01);
    }
}
