# Means, medians, spread, quantiles, regression, normal distributions.
import statistics as st
from fractions import Fraction

data = [2, 4, 4, 4, 5, 5, 7, 9]
assert st.mean(data) == 5 and st.median(data) == 4.5 and st.mode(data) == 4 and st.pstdev(data) == 2.0
assert st.multimode("aabbc") == ["a", "b"] and st.median_low(data) == 4 and st.median_high(data) == 5
assert st.mean([Fraction(1, 2), Fraction(1, 3)]) == Fraction(5, 12) and st.fmean([1, 2], weights=[3, 1]) == 1.25
assert round(st.variance(data), 6) == 4.571429 and round(st.geometric_mean([1, 9]), 9) == 3 and st.harmonic_mean([40, 60]) == 48.0
assert st.quantiles(range(1, 100), n=4) == [25.0, 50.0, 75.0]
xs, ys = [1, 2, 3, 4, 5], [3.1, 4.9, 7.2, 8.8, 11.0]
slope, intercept = st.linear_regression(xs, ys)
assert round(slope, 2) == 1.97 and round(intercept, 2) == 1.09 and round(st.correlation(xs, ys), 4) == 0.9988
normal = st.NormalDist(100, 15)
assert round(normal.cdf(130), 4) == 0.9772 and round(normal.inv_cdf(0.5), 6) == 100 and normal + 5 == st.NormalDist(105, 15)
assert round(st.NormalDist.from_samples(data).stdev, 4) == 2.1381 and round(normal.overlap(st.NormalDist(110, 15)), 3) == 0.739
try:
    st.mean([])
except st.StatisticsError as error:
    print(type(error).__name__)
print(round(st.covariance(xs, ys), 3), normal.zscore(115), round(st.stdev([1.5, 2.5, 4.0]), 6))
