from multiprocessing import Pool


def square(n):
    return n * n


if __name__ == "__main__":
    pool = Pool(5)
    print(pool.map(square, [2, 3, 4]))
    print(pool.map(square, [10, 21, 43]))
    pool.terminate()
