// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Fund} from "../src/Fund.sol";

contract FundTest {
    Fund internal fund;

    function setUp() public {
        fund = new Fund(address(this));
    }

    function testPassesAHalfOn() public {
        fund.passOn(address(1), 5_000);
        require(fund.balanceOf(address(1)) == 500, "half");
    }

    function testRevertWhenMoreThanAllIsPassedOn() public {
        fund.passOn(address(1), 20_000);
    }
}
