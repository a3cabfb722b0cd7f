// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Points} from "../Points.sol";

contract PointsTest {
    function testTheShopHasAllPoints() public {
        Points points = new Points(address(this));
        require(points.balanceOf(address(this)) == 1_000, "all");
    }
}
